/**
 * The consequences of a 429: a pause, a slow start after it, and a smaller share of the quota.
 *
 * @since 0.1.0
 */
import type { QuotaWindow } from "./QuotaWindow.js"

/**
 * The longest pause that no server asked for, in milliseconds.
 *
 * @since 0.1.0
 * @category constants
 */
export const longestPause = 60 * 60 * 1000

/** With so many answers since a pause, the quota is taken for open again. */
const answersUntilOpen = 32

/** Concurrent requests share one 429, so there are few of them while somebody else uses the quota too. */
const concurrencyWhenSharing = 2

/**
 * A 429: the server's quota is spent.
 *
 * @since 0.1.0
 * @category models
 */
export interface RateLimited {
  /** The time the server asked to wait, in milliseconds; 0 when it did not. */
  readonly retryAfter: number
  /** The shortest pause, in milliseconds. */
  readonly backoff: number
}

/**
 * Slows down after a 429. It pauses every request. The first request after a pause goes alone, and each answer lets one more
 * go beside it, so that no crowd runs into the next 429. A second 429 without an answer in between makes the pauses longer.
 * A second one within two of the shortest windows means that somebody else uses the quota too: our share of that window
 * becomes smaller, and grows back by one each time that it has passed without a 429. All times are milliseconds of a
 * monotonic clock.
 *
 * @since 0.1.0
 * @category models
 */
export class Throttle {
  /** The time when the pause ends. */
  pausedUntil: number
  /** The number of pauses so far: a request belongs to the one before its start. */
  pauses = 0
  /** The number of requests that may be in flight. */
  concurrency = Number.POSITIVE_INFINITY
  private rateLimitsInARow = 0
  private share = Number.POSITIVE_INFINITY
  private shrunkAt = Number.NEGATIVE_INFINITY
  private grownAt = Number.NEGATIVE_INFINITY
  private rateLimitedAt = Number.NEGATIVE_INFINITY
  private readonly shortest: QuotaWindow

  constructor(windows: ReadonlyArray<QuotaWindow>, pausedUntil = Number.NEGATIVE_INFINITY) {
    const [shortest = { limit: Number.POSITIVE_INFINITY, millis: 60_000 }] = windows.toSorted(
      (one, other) => one.millis - other.millis
    )
    this.shortest = shortest
    this.pausedUntil = pausedUntil
  }

  private get isSharing(): boolean {
    return this.share < this.shortest.limit
  }

  /** The number of requests a window may hold by now. */
  readonly limitOf = (window: QuotaWindow): number =>
    window === this.shortest ? Math.min(window.limit, this.share) : window.limit

  /**
   * Pauses after a 429. Concurrent requests share one: it counts once.
   *
   * @param pause - The pause before the request's start.
   * @param used - How many requests count in a window of so many milliseconds.
   */
  rateLimited(
    { backoff, retryAfter }: RateLimited,
    pause: number,
    now: number,
    used: (millis: number) => number
  ): void {
    if (pause < this.pauses) {
      this.pausedUntil = Math.max(this.pausedUntil, now + retryAfter)
      return
    }
    this.slowStart()
    this.rateLimitsInARow += 1
    const { millis } = this.shortest
    if (now < this.rateLimitedAt + 2 * millis && now >= this.shrunkAt + millis) this.shrink(used(millis), now)
    this.rateLimitedAt = now
    const escalated = retryAfter > 0 || this.rateLimitsInARow === 1 ? 0 : millis * 2 ** (this.rateLimitsInARow - 2)
    const pauseMillis = Math.max(retryAfter, backoff, Math.min(escalated, longestPause))
    this.pausedUntil = Math.max(this.pausedUntil, now + pauseMillis)
  }

  /** Begins a pause, whatever its reason: the first request after it goes alone. */
  slowStart(): void {
    this.pauses += 1
    this.concurrency = 1
  }

  /**
   * Speeds up after an answer other than a 429.
   *
   * @param pause - The pause before the request's start.
   */
  answered(pause: number, now: number): void {
    if (pause < this.pauses) return
    this.rateLimitsInARow = 0
    const most = this.isSharing ? concurrencyWhenSharing : answersUntilOpen
    const open = this.isSharing ? most : Number.POSITIVE_INFINITY
    this.concurrency = this.concurrency < most ? this.concurrency + 1 : open
    if (this.isSharing && now >= Math.max(this.grownAt, this.rateLimitedAt) + this.shortest.millis) {
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
