import * as Duration from "effect/Duration"
import { Outage, type Streak, type Unanswered } from "./outage.js"
import type { Wait } from "./quota.js"
import { type Rule, SlidingLog } from "./slidingLog.js"
import { type RateLimit, Throttle } from "./throttle.js"

/** What has to be remembered of a quota. */
export interface Used {
  /** When requests ended that may still count. */
  readonly ended: ReadonlyArray<number>
  readonly inFlight: number
  readonly pausedUntil: number
}

export const nothingUsed: Used = { ended: [], inFlight: 0, pausedUntil: Number.NEGATIVE_INFINITY }

/** A request that was started. */
export interface Ticket {
  readonly startedAt: number
  /** The pause before the start. */
  readonly pause: number
}

/** Why no request may start, and when one may: `Infinity` when not before another has ended. */
export interface Blocked extends Pick<Wait, "reason" | "window"> {
  readonly at: number
  readonly outage?: Streak
}

/** The arithmetic of a quota: when which request may start. All times are in milliseconds of the clock that is never set. */
export class Pacer {
  readonly rules: ReadonlyArray<Rule>
  private readonly leastMillis: number
  private readonly log: SlidingLog
  private readonly refusals: Throttle
  private readonly outages = new Outage()

  /** @param leastMillis - For how long a request counts as in flight at least. */
  constructor(rules: ReadonlyArray<Rule>, leastMillis: number, used: Used = nothingUsed) {
    this.rules = rules
    this.leastMillis = leastMillis
    this.log = new SlidingLog(rules, used.ended)
    this.refusals = new Throttle(rules, used.pausedUntil)
  }

  blocked(now: number): Blocked | undefined {
    const { limitOf, pausedUntil, together } = this.refusals
    const turn = this.log.turn(now, limitOf)
    const outage = this.outage(now)
    const asks = this.log.inFlight === 0 && outage?.at === Number.POSITIVE_INFINITY
    if (outage !== undefined && !asks && outage.at >= Math.max(pausedUntil, turn?.at ?? 0)) return outage
    if (pausedUntil > now && pausedUntil >= (turn?.at ?? 0)) return { at: pausedUntil, reason: "Pause" }
    if (turn !== undefined) {
      const { at, rule } = turn
      return { at, reason: "Window", window: { limit: rule.limit, duration: Duration.millis(rule.millis) } }
    }
    return this.log.inFlight < together ? undefined : { at: Number.POSITIVE_INFINITY, reason: "Probe" }
  }

  /** The outage that lasts, and when the next request asks whether it is over. */
  outage(now: number): Blocked | undefined {
    const { current, pausedUntil } = this.outages
    if (current === undefined) return undefined
    return { at: pausedUntil > now ? pausedUntil : Number.POSITIVE_INFINITY, reason: "Outage", outage: current }
  }

  get isOutage(): boolean {
    return this.outages.current !== undefined
  }

  start(now: number): Ticket {
    this.log.start()
    return { startedAt: now, pause: this.refusals.pauses }
  }

  /** Nobody answered a request, or only a gateway. */
  unanswered(ticket: Ticket, now: number, request: Unanswered): Streak {
    const lasted = this.isOutage
    const streak = this.outages.unanswered(request, ticket.startedAt)
    // Requests that were under way when the outage was noticed are part of what was noticed.
    if (this.isOutage && (!lasted || ticket.pause === this.refusals.pauses)) this.pauseForOutage(now, request.hint)
    return streak
  }

  /** All that can be asked for was not answered, for too often to be an accident. */
  noOtherLink(streak: Streak, now: number): void {
    this.outages.noOtherLink(streak)
    if (this.isOutage) this.pauseForOutage(now, streak.last.hint)
  }

  private pauseForOutage(now: number, hint: number): void {
    this.outages.pause(now, hint)
    this.refusals.paused()
  }

  refused(ticket: Ticket, now: number, refusal: RateLimit): void {
    this.outages.answered()
    this.refusals.refused(refusal, ticket.pause, now, (millis) => this.log.used(millis, now))
  }

  answered(ticket: Ticket, now: number): void {
    this.outages.answered()
    this.refusals.answered(ticket.pause, now)
  }

  end(ticket: Ticket, now: number): void {
    this.log.end(Math.max(now, ticket.startedAt + this.leastMillis))
  }

  /** A started request was never sent. */
  giveBack(): void {
    this.log.giveBack()
  }

  used(now: number): Used {
    return { ended: this.log.counted(now), inFlight: this.log.inFlight, pausedUntil: this.refusals.pausedUntil }
  }

  /** When the last of so many requests could start, were each answered at once. */
  forecast(now: number, requests: number): number {
    const { ended, inFlight, pausedUntil } = this.used(now)
    const future = new SlidingLog(this.rules, [...ended, ...Array.from({ length: inFlight }, () => now)])
    let at = Math.max(now, pausedUntil, this.outages.pausedUntil)
    for (let request = 0; request < requests; request++) {
      at = future.turn(at, ({ limit }) => limit)?.at ?? at
      future.start()
      future.end(at + this.leastMillis)
    }
    return at
  }
}
