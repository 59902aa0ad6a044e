/**
 * The quota of a user: one per user, shared by all of the user's keys, over all workspaces and endpoints.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"

/**
 * A window of the quota.
 *
 * @since 0.1.0
 * @category models
 */
export interface Window {
  /** The number of requests allowed in the window: a whole number from 0. */
  readonly limit: number
  readonly duration: Duration.DurationInput
}

/**
 * The kind of windows, by when they begin.
 *
 * - `fixed`: at the multiples of their duration since the epoch, so that up to twice the limit fits around a boundary.
 * - `sliding`: at any time, so that no window of that duration ever holds more than the limit.
 *
 * @since 0.1.0
 * @category models
 */
export type Kind = "fixed" | "sliding"

/**
 * The way a 429 says when to retry. The API documents none, so a client may meet one or none.
 *
 * @since 0.1.0
 * @category models
 */
export type RetryAfter = "none" | "retry-after" | "retry-after-ms" | "ratelimit-reset" | "x-ratelimit-reset" | "data"

/**
 * The rules by which the sandbox answers 429.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** Default: `fixed`. */
  readonly kind?: Kind | undefined
  /** Default: `documented`. No window means no limit. */
  readonly windows?: ReadonlyArray<Window> | undefined
  /** The way a 429 says when to retry. Default: `none`, as documented. */
  readonly retryAfter?: RetryAfter | undefined
}

/**
 * The documented windows: 120 requests a minute and 10,000 a day.
 *
 * @since 0.1.0
 * @category windows
 */
export const documented: ReadonlyArray<Window> = [
  { limit: 120, duration: "1 minute" },
  { limit: 10_000, duration: "1 day" }
]

/**
 * No window: no request is rate-limited.
 *
 * @since 0.1.0
 * @category windows
 */
export const unlimited: ReadonlyArray<Window> = []

/**
 * The options of a quota with their defaults, in milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface Rules {
  readonly kind: Kind
  readonly retryAfter: RetryAfter
  readonly windows: ReadonlyArray<{ readonly limit: number; readonly millis: number }>
}

/**
 * Fills in the defaults.
 *
 * @throws `IllegalArgumentException` when a limit is not a whole number from 0, or a duration is not positive and finite.
 *
 * @since 0.1.0
 * @category constructors
 */
export const rules = (options: Options = {}): Rules => ({
  kind: options.kind ?? "fixed",
  retryAfter: options.retryAfter ?? "none",
  windows: (options.windows ?? documented).map(({ duration, limit }) => {
    const millis = Duration.toMillis(duration)
    if (!Number.isInteger(limit) || limit < 0) {
      throw new Cause.IllegalArgumentException(`Quota: limit must be a whole number from 0, not ${limit}`)
    }
    if (!(millis > 0 && Number.isFinite(millis))) {
      throw new Cause.IllegalArgumentException(`Quota: duration must be positive and finite, not ${millis} ms`)
    }
    return { limit, millis }
  })
})
