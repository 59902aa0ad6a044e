import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import { Pacer, type Used } from "./pacer.js"
import type { Rule } from "./slidingLog.js"

/**
 * A window of the quota.
 *
 * @since 0.1.0
 * @category models
 */
export interface Window {
  /** How many requests may start in any window of this duration: a whole number from 1. */
  readonly limit: number
  /** More than nothing, and finite. */
  readonly duration: Duration.DurationInput
}

/**
 * The documented windows: 120 requests a minute and 10,000 a day, per user.
 *
 * @since 0.1.0
 * @category windows
 */
export const documented: ReadonlyArray<Window> = [
  { limit: 120, duration: "1 minute" },
  { limit: 10_000, duration: "1 day" }
]

export const documentedTolerance: Duration.DurationInput = "150 millis"

const ruleOf = ({ duration, limit }: Window): Rule => {
  const millis = Duration.toMillis(duration)
  if (!Number.isInteger(limit) || limit < 1) {
    throw new Cause.IllegalArgumentException(`Quota: limit must be a whole number from 1, not ${limit}`)
  }
  if (!(millis > 0 && Number.isFinite(millis))) {
    throw new Cause.IllegalArgumentException(`Quota: duration must be more than nothing and finite, not ${millis} ms`)
  }
  return { limit, millis }
}

/** The arithmetic of some windows. The server may be off the client by the tolerance, in both directions. */
export const paceOf = (windows: ReadonlyArray<Window>, tolerance: Duration.DurationInput, used?: Used): Pacer =>
  new Pacer(windows.map(ruleOf), 2 * Duration.toMillis(tolerance), used)
