/**
 * The arithmetic of a quota: when the next request may start.
 *
 * @since 0.1.0
 */
import { OutageDetector, type Streak, type Unanswered } from "./OutageDetector.js"
import { type QuotaState, unused } from "./QuotaState.js"
import type { QuotaWindow } from "./QuotaWindow.js"
import { SlidingLog } from "./SlidingLog.js"
import { type RateLimited, Throttle } from "./Throttle.js"

/**
 * A request that was started.
 *
 * @since 0.1.0
 * @category models
 */
export interface Ticket {
  readonly startedAt: number
  /** The number of the pause before the start. */
  readonly pause: number
}

/**
 * The reason why no request may start.
 *
 * - `Window`: a window of the quota is full.
 * - `Pause`: the server has answered 429.
 * - `Outage`: nobody answers, and one request at a time asks whether that is over, with growing pauses.
 * - `Probe`: a pause is over, and the requests that were sent first are to be answered before more follow.
 *
 * @since 0.1.0
 * @category models
 */
export interface Blocked {
  readonly reason: "Window" | "Pause" | "Outage" | "Probe"
  /** The time when one may start; `Infinity` when not before another has ended. */
  readonly until: number
  /** The window that is full. */
  readonly window?: QuotaWindow
  /** The requests that nobody answered. */
  readonly outage?: Streak
}

/**
 * Decides when a request may start: no window of the quota holds more than its limit, a 429 pauses everything, and in an
 * outage one request at a time asks whether it is over.
 *
 * It neither waits nor sends. Ask `blocked` until it is `undefined`, `start` a request, tell it what became of the request,
 * and `end` it. All times are whole milliseconds of a monotonic clock.
 *
 * @example
 * ```ts
 * import { Pacer } from "@effect-userplane/protocol/Pacer"
 * import * as QuotaWindow from "@effect-userplane/protocol/QuotaWindow"
 *
 * const pacer = new Pacer(QuotaWindow.documented, QuotaWindow.documentedTolerance)
 * const now = () => Math.floor(performance.now())
 *
 * const paced = async (send: () => Promise<Response>) => {
 *   for (let blocked = pacer.blocked(now()); blocked !== undefined; blocked = pacer.blocked(now())) {
 *     const { until } = blocked
 *     await new Promise((resolve) => setTimeout(resolve, Math.min(until - now(), 1000)))
 *   }
 *   const ticket = pacer.start(now())
 *   try {
 *     const response = await send()
 *     if (response.status === 429) pacer.rateLimited(ticket, now(), { retryAfter: 0, backoff: 1000 })
 *     else pacer.answered(ticket, now())
 *     return response
 *   } finally {
 *     pacer.end(ticket, now())
 *   }
 * }
 * ```
 *
 * @since 0.1.0
 * @category models
 */
export class Pacer {
  readonly windows: ReadonlyArray<QuotaWindow>
  /** The least time for which a request counts as in flight. */
  private readonly leastMillis: number
  private readonly log: SlidingLog
  private readonly throttle: Throttle
  private readonly outages = new OutageDetector()

  /**
   * @param windows - All of them hold at the same time. None means no limit, and a 429 pauses all the same.
   * @param tolerance - How far the time at which the server counts a request may be off, in milliseconds, before and after.
   * @param state - What was used before.
   */
  constructor(windows: ReadonlyArray<QuotaWindow>, tolerance = 0, state: QuotaState = unused) {
    this.windows = windows
    this.leastMillis = 2 * tolerance
    this.log = new SlidingLog(windows, state.ended)
    this.throttle = new Throttle(windows, state.pausedUntil)
  }

  /** The reason why no request may start now, of several the one that lasts longest; `undefined` when one may. */
  blocked(now: number): Blocked | undefined {
    const { concurrency, limitOf, pausedUntil } = this.throttle
    const full = this.log.fullWindow(now, limitOf)
    const opensAt = full?.opensAt ?? Number.NEGATIVE_INFINITY
    const outage = this.outage(now)
    const mayAsk = this.log.inFlight === 0 && outage?.until === Number.POSITIVE_INFINITY
    if (outage !== undefined && !mayAsk && outage.until >= Math.max(pausedUntil, opensAt)) return outage
    if (pausedUntil > now && pausedUntil >= opensAt) return { reason: "Pause", until: pausedUntil }
    if (full !== undefined) return { reason: "Window", until: opensAt, window: full.window }
    return this.log.inFlight < concurrency ? undefined : { reason: "Probe", until: Number.POSITIVE_INFINITY }
  }

  /** The outage while it lasts, and when the next request asks whether it is over. */
  outage(now: number): Blocked | undefined {
    const { current, pausedUntil } = this.outages
    if (current === undefined) return undefined
    return { reason: "Outage", until: pausedUntil > now ? pausedUntil : Number.POSITIVE_INFINITY, outage: current }
  }

  /** Tells whether there is an outage. */
  get isOutage(): boolean {
    return this.outages.current !== undefined
  }

  /** Starts a request. */
  start(now: number): Ticket {
    this.log.start()
    return { startedAt: now, pause: this.throttle.pauses }
  }

  /** Takes a started request back, since it was never sent: it does not count. */
  cancel(): void {
    this.log.cancel()
  }

  /** Ends a started request, whatever became of it. */
  end(ticket: Ticket, now: number): void {
    this.log.end(Math.max(now, ticket.startedAt + this.leastMillis))
  }

  /** Notes that a request was answered, with anything but a 429. */
  answered(ticket: Ticket, now: number): void {
    this.outages.answered()
    this.throttle.answered(ticket.pause, now)
  }

  /** Notes that a request was answered with a 429. */
  rateLimited(ticket: Ticket, now: number, rateLimited: RateLimited): void {
    this.outages.answered()
    this.throttle.rateLimited(rateLimited, ticket.pause, now, (millis) => this.log.used(millis, now))
  }

  /**
   * Notes that nobody answered a request, or only a gateway.
   *
   * @returns The requests in a row that this was one of, which tell whether there is an outage.
   */
  unanswered(ticket: Ticket, now: number, request: Unanswered): Streak {
    const lasted = this.isOutage
    const streak = this.outages.unanswered(request, ticket.startedAt)
    // Requests that were in flight when the outage was noticed are part of what was noticed.
    if (this.isOutage && (!lasted || ticket.pause === this.throttle.pauses)) this.pause(now, request.retryAfter)
    return streak
  }

  /** Notes that there is no other link to ask for than the one of these requests: three of them are an outage then. */
  noOtherLink(streak: Streak, now: number): void {
    this.outages.noOtherLink(streak)
    if (this.isOutage) this.pause(now, streak.last.retryAfter)
  }

  /** Notes a pause that another process was asked for. The first request after it goes alone, as after one of this process. */
  pausedElsewhere(until: number): void {
    if (until <= this.throttle.pausedUntil) return
    this.throttle.pausedUntil = until
    this.throttle.slowStart()
  }

  private pause(now: number, retryAfter: number): void {
    this.outages.pause(now, retryAfter)
    this.throttle.slowStart()
  }

  /** Returns the state to save. An outage is not part of it: another process tries at once. */
  state(now: number): QuotaState {
    return { ended: this.log.counted(now), inFlight: this.log.inFlight, pausedUntil: this.throttle.pausedUntil }
  }

  /** Forecasts the earliest time at which the last of so many requests could start, were each answered at once. */
  forecast(now: number, requests: number): number {
    const { ended, inFlight, pausedUntil } = this.state(now)
    const future = new SlidingLog(this.windows, [...ended, ...Array<number>(inFlight).fill(now)])
    let at = Math.max(now, pausedUntil, this.outages.pausedUntil)
    for (let request = 0; request < requests; request++) {
      at = future.fullWindow(at, ({ limit }) => limit)?.opensAt ?? at
      future.start()
      future.end(at + this.leastMillis)
    }
    return at
  }
}
