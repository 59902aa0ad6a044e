/**
 * The time when a deletion stops by itself.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ExitCode from "../command/ExitCode.js"
import * as TimeOfDay from "../command/TimeOfDay.js"
import type { Output } from "../terminal/Output.js"

/** The wall clock may be set, and a timer of Node cannot wait for 25 days: so the clocks are looked at now and then. */
const betweenLooks = Duration.toMillis("5 seconds")

/**
 * The time that is meant, in milliseconds since the epoch. One that has passed ends the command, before anything is sent.
 *
 * @since 0.1.0
 * @category constructors
 */
export const timeOf = (
  until: Option.Option<TimeOfDay.TimeOfDay>
): Effect.Effect<Option.Option<number>, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const time = Option.map(until, (until) => TimeOfDay.next(until, now))
    return Option.exists(time, (time) => time <= now)
      ? yield* ExitCode.endedSaying("--until: The time has passed. Nothing was deleted.", 2)
      : time
  })

const nanosPerMilli = 1_000_000n

/**
 * Starts to measure, and gives an effect that ends when the time has come, with the option that set it.
 *
 * @param until - In milliseconds since the epoch, by the wall clock, also when that is set meanwhile.
 * @param maxDuration - Is measured by a clock that is never set.
 *
 * @since 0.1.0
 * @category constructors
 */
export const start = (
  until: Option.Option<number>,
  maxDuration: Option.Option<Duration.Duration>
): Effect.Effect<Effect.Effect<"--until" | "--max-duration">> =>
  Effect.map(Clock.currentTimeNanos, (startedAt) => {
    const look: Effect.Effect<"--until" | "--max-duration"> = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const elapsed = Number(((yield* Clock.currentTimeNanos) - startedAt) / nanosPerMilli)
      const untilTime = Option.match(until, { onNone: () => Number.POSITIVE_INFINITY, onSome: (time) => time - now })
      const untilLength = Option.match(maxDuration, {
        onNone: () => Number.POSITIVE_INFINITY,
        onSome: (duration) => Duration.toMillis(duration) - elapsed
      })
      if (untilTime <= 0) return "--until"
      if (untilLength <= 0) return "--max-duration"
      yield* Effect.sleep(Math.min(untilTime, untilLength, betweenLooks))
      return yield* look
    })
    return Option.isNone(until) && Option.isNone(maxDuration) ? Effect.never : look
  })
