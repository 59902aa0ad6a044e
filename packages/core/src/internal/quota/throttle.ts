import type { Rule } from "./slidingLog.js"

/** The longest pause that was not asked for, in milliseconds. */
export const longestPause = 60 * 60 * 1000

/** With so many answers since a pause, the quota is taken for open again. */
const answersUntilOpen = 32

/** Of requests that go together, all are refused together. */
const togetherWhenSharing = 2

/** A refusal of the server, which says that its quota is spent. */
export interface RateLimit {
  /** How long the server asked to wait, in milliseconds; 0 when it did not. */
  readonly hint: number
  /** How long to wait otherwise, in milliseconds. */
  readonly backoff: number
}

/**
 * What refusals come to. One pauses everything. The first request after a pause goes alone, and each answer lets one more
 * go beside it, so that no crowd runs into the next refusal. A second refusal without an answer in between makes the pauses
 * longer. A second one within the shortest window says that somebody else uses the quota too: our share of that window
 * becomes smaller, and grows back by one each time that it has passed without a refusal.
 */
export class Throttle {
  /** Until when nothing starts. */
  pausedUntil: number
  /** Counts the pauses: a request belongs to the one before its start. */
  pauses = 0
  /** How many requests may be in flight. */
  together = Number.POSITIVE_INFINITY
  private inARow = 0
  private share = Number.POSITIVE_INFINITY
  private shrunkAt = Number.NEGATIVE_INFINITY
  private grownAt = Number.NEGATIVE_INFINITY
  private refusedAt = Number.NEGATIVE_INFINITY
  private readonly shortest: Rule

  constructor(rules: ReadonlyArray<Rule>, pausedUntil = Number.NEGATIVE_INFINITY) {
    const [shortest = { limit: Number.POSITIVE_INFINITY, millis: 60_000 }] = rules.toSorted(
      (one, other) => one.millis - other.millis
    )
    this.shortest = shortest
    this.pausedUntil = pausedUntil
  }

  private get isSharing(): boolean {
    return this.share < this.shortest.limit
  }

  /** How many requests a window holds for us by now. */
  readonly limitOf = (rule: Rule): number => (rule === this.shortest ? Math.min(rule.limit, this.share) : rule.limit)

  /**
   * @param pause - The pause before the request's start.
   * @param used - How many requests count in the shortest window.
   */
  refused({ backoff, hint }: RateLimit, pause: number, now: number, used: (millis: number) => number): void {
    // Requests that went together are refused together: that is one refusal.
    if (pause < this.pauses) {
      this.pausedUntil = Math.max(this.pausedUntil, now + hint)
      return
    }
    this.pauses += 1
    this.inARow += 1
    this.together = 1
    const window = this.shortest.millis
    if (now < this.refusedAt + 2 * window && now >= this.shrunkAt + window) this.shrink(used(window), now)
    this.refusedAt = now
    const escalated = hint > 0 || this.inARow === 1 ? 0 : window * 2 ** (this.inARow - 2)
    this.pausedUntil = Math.max(this.pausedUntil, now + Math.max(hint, backoff, Math.min(escalated, longestPause)))
  }

  /** The first request after a pause for another reason goes alone as well. */
  paused(): void {
    this.pauses += 1
    this.together = 1
  }

  /** A request was answered, whatever else became of it. */
  answered(pause: number, now: number): void {
    if (pause < this.pauses) return
    this.inARow = 0
    const most = this.isSharing ? togetherWhenSharing : answersUntilOpen
    this.together = this.together < most ? this.together + 1 : this.isSharing ? most : Number.POSITIVE_INFINITY
    if (this.isSharing && now >= Math.max(this.grownAt, this.refusedAt) + this.shortest.millis) {
      this.share += 1
      this.grownAt = now
    }
  }

  // The other may well want half. Whoever finds too much of it taken again gives up less.
  private shrink(used: number, now: number): void {
    if (!Number.isFinite(this.shortest.limit)) return
    const part = this.isSharing ? 3 / 4 : 1 / 2
    this.share = Math.max(1, Math.floor(Math.min(used, this.limitOf(this.shortest)) * part))
    this.shrunkAt = now
  }
}
