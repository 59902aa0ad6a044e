/**
 * Outages: several requests in a row that nobody answered.
 *
 * @since 0.1.0
 */

/** So many requests in a row without an answer are an outage, when they are for more than one link. */
const requestsInARow = 3

/** The first pause of an outage, in milliseconds. Each is twice as long as the one before, up to the longest. */
const firstPause = 1000

const longestPause = 5 * 60 * 1000

/** The longest pause that the server can ask for, in milliseconds. */
const longestRetryAfter = 60 * 60 * 1000

/**
 * A request that nobody answered, or only a gateway.
 *
 * @since 0.1.0
 * @category models
 */
export interface Unanswered {
  /** The link that it was for. */
  readonly subject: string
  /** The reason why there is no answer. */
  readonly message: string
  /** The status of a gateway's answer. */
  readonly status?: number | undefined
  /** The time the server asked to wait, in milliseconds; 0 when it did not. */
  readonly retryAfter: number
}

/**
 * Requests without an answer, with none in between that was answered.
 *
 * @since 0.1.0
 * @category models
 */
export class Streak {
  /** The time when the first of them was sent. */
  readonly since: number
  /** True when this is an outage; `undefined` while that is not known. */
  isOutage: boolean | undefined
  /** The last of them. */
  last: Unanswered
  /** The number of them. */
  requests = 0
  private readonly subjects = new Set<string>()
  private readonly listeners = new Set<(isOutage: boolean) => void>()

  constructor(since: number, first: Unanswered) {
    this.since = since
    this.last = first
  }

  /**
   * Calls the listener once, as soon as it is known whether this is an outage: at once where that is known already.
   *
   * @returns A function that removes the listener.
   */
  onVerdict(listener: (isOutage: boolean) => void): () => void {
    if (this.isOutage === undefined) this.listeners.add(listener)
    else listener(this.isOutage)
    return () => {
      this.listeners.delete(listener)
    }
  }

  /** Adds a request. The third in a row makes an outage, when they are for more than one link. */
  add(unanswered: Unanswered): void {
    this.last = unanswered
    this.requests += 1
    this.subjects.add(unanswered.subject)
    if (this.requests >= requestsInARow && this.subjects.size > 1) this.decide(true)
  }

  /**
   * Says that there is no other link to ask for: then it is an outage when there were three requests, and none
   * otherwise.
   */
  noOtherLink(): void {
    this.decide(this.requests >= requestsInARow)
  }

  /** Says that a request was answered. An outage that was known stays one. */
  answered(): void {
    this.decide(false)
  }

  private decide(isOutage: boolean): void {
    if (this.isOutage !== undefined) return
    this.isOutage = isOutage
    for (const listener of this.listeners) listener(isOutage)
    this.listeners.clear()
  }
}

/**
 * Tells an outage from the trouble of one link: three requests in a row that nobody answered (no connection, no response, or
 * a 502, 503 or 504), for more than one link. Then nothing starts for a pause, one request asks, and the next pause is twice
 * as long, until a request is answered. All times are milliseconds of a monotonic clock.
 *
 * @since 0.1.0
 * @category models
 */
export class OutageDetector {
  /** The time when the next request may ask whether the outage is over. */
  pausedUntil = Number.NEGATIVE_INFINITY
  private streak: Streak | undefined
  private pauses = 0

  /** The requests that are known to be an outage, while it lasts. */
  get current(): Streak | undefined {
    return this.streak?.isOutage === true ? this.streak : undefined
  }

  /** Notes a request that nobody answered. */
  unanswered(request: Unanswered, startedAt: number): Streak {
    this.streak ??= new Streak(startedAt, request)
    this.streak.add(request)
    return this.streak
  }

  /**
   * Begins the next pause.
   *
   * @param retryAfter - How long the server asked to wait, in milliseconds: an hour is believed at most.
   */
  pause(now: number, retryAfter: number): void {
    const millis = Math.min(firstPause * 2 ** this.pauses, longestPause)
    this.pauses += 1
    this.pausedUntil = now + Math.max(millis, Math.min(retryAfter, longestRetryAfter))
  }

  /** Says that there is no other link to ask for than the one of these requests. */
  noOtherLink(streak: Streak): void {
    streak.noOtherLink()
    if (streak.isOutage === false) this.streak = undefined
  }

  /** Ends an outage, and whatever might have become one: a request was answered. */
  answered(): void {
    this.streak?.answered()
    this.streak = undefined
    this.pauses = 0
    this.pausedUntil = Number.NEGATIVE_INFINITY
  }
}
