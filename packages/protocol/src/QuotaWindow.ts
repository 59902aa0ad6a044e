/**
 * The windows of a quota.
 *
 * @since 0.1.0
 */
import { fail, type Result, succeed } from "./Result.js"

/**
 * A window of a quota: so many requests may start in any span of time that is this long.
 *
 * @since 0.1.0
 * @category models
 */
export interface QuotaWindow {
  /** The number of requests: a whole number from 1. */
  readonly limit: number
  /** The length of the window, in milliseconds: more than 0, and finite. */
  readonly millis: number
}

/**
 * Makes a window, or says what is wrong with it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (limit: number, millis: number): Result<QuotaWindow, string> => {
  if (!Number.isInteger(limit) || limit < 1) return fail(`limit must be a whole number from 1, not ${limit}`)
  return millis > 0 && Number.isFinite(millis)
    ? succeed({ limit, millis })
    : fail(`duration must be more than nothing and finite, not ${millis} ms`)
}

/**
 * The documented windows: 120 requests a minute and 10,000 a day, per user.
 *
 * @since 0.1.0
 * @category windows
 */
export const documented: ReadonlyArray<QuotaWindow> = [
  { limit: 120, millis: 60 * 1000 },
  { limit: 10_000, millis: 24 * 60 * 60 * 1000 }
]

/**
 * The tolerance for the documented windows, in milliseconds: how far the server's clock may be off.
 *
 * @since 0.1.0
 * @category windows
 */
export const documentedTolerance = 150
