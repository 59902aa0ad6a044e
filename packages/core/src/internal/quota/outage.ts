import * as Effect from "effect/Effect"

/** So many requests in a row without an answer are an outage, when they are for more than one link. */
const requestsInARow = 3

/** The first pause of an outage, in milliseconds. Each is twice as long as the one before, up to the longest. */
const firstPause = 1000

const longestPause = 5 * 60 * 1000

/** The longest pause that the server can ask for, in milliseconds. */
const longestHint = 60 * 60 * 1000

/** A request that nobody answered, or only a gateway. */
export interface Unanswered {
  /** The link that it was for. */
  readonly subject: string
  /** What became of it. */
  readonly message: string
  /** The status of a gateway's answer. */
  readonly status?: number | undefined
  /** How long the server asked to wait, in milliseconds; 0 when it did not. */
  readonly hint: number
}

/** Requests without an answer, with none in between that was answered. */
export class Streak {
  readonly since: number
  /** Whether it is an outage, once that is known. */
  isOutage: boolean | undefined
  last: Unanswered
  requests = 0
  private readonly subjects = new Set<string>()
  private readonly known = Effect.unsafeMakeLatch()

  constructor(since: number, first: Unanswered) {
    this.since = since
    this.last = first
  }

  /** Waits until it is known whether this is an outage. */
  readonly verdict: Effect.Effect<boolean> = Effect.suspend(() =>
    this.isOutage === undefined ? Effect.zipRight(this.known.await, this.verdict) : Effect.succeed(this.isOutage)
  )

  add(unanswered: Unanswered): void {
    this.last = unanswered
    this.requests += 1
    this.subjects.add(unanswered.subject)
    if (this.requests >= requestsInARow && this.subjects.size > 1) this.decide(true)
  }

  /** The first decision stands. */
  decide(isOutage: boolean): void {
    this.isOutage ??= isOutage
    this.known.unsafeOpen()
  }
}

/**
 * Tells an outage from the trouble of one link: three requests in a row that nobody answered (no connection, no reply, or a
 * 502, 503 or 504), for more than one link. Then nothing starts for a pause, one request asks, and the next pause is twice
 * as long, until a request is answered. All times are in milliseconds of the clock that is never set.
 */
export class Outage {
  pausedUntil = Number.NEGATIVE_INFINITY
  private streak: Streak | undefined
  private pauses = 0

  /** The outage that lasts, if one does. */
  get current(): Streak | undefined {
    return this.streak?.isOutage === true ? this.streak : undefined
  }

  unanswered(request: Unanswered, startedAt: number): Streak {
    this.streak ??= new Streak(startedAt, request)
    this.streak.add(request)
    return this.streak
  }

  pause(now: number, hint: number): void {
    const millis = Math.min(firstPause * 2 ** this.pauses, longestPause)
    this.pauses += 1
    this.pausedUntil = now + Math.max(millis, Math.min(hint, longestHint))
  }

  /** Nothing else can be asked for. */
  noOtherLink(streak: Streak): void {
    streak.decide(streak.requests >= requestsInARow)
    if (streak.isOutage === false) this.streak = undefined
  }

  /** A request was answered. */
  answered(): void {
    this.streak?.decide(false)
    this.streak = undefined
    this.pauses = 0
    this.pausedUntil = Number.NEGATIVE_INFINITY
  }
}
