import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"

/** A duration that is milliseconds in JSON, and none of them negative: Effect 4 knows negative durations. */
export const DurationFromMillis = Schema.DurationFromMillis.check(
  Schema.makeFilter((duration) => !Duration.isNegative(duration), { expected: "a duration that is not negative" })
)
