import type * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"

// A wall clock may be set at any time, and a wait that is measured by it then takes as much longer or shorter.

/**
 * The time of the clock that is never set, in whole milliseconds: for how long something takes, waits or counts. Only the
 * difference of two such times means something.
 */
export const millisOf = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)

export const currentMillis: Effect.Effect<number> = Effect.clockWith((clock) => Effect.succeed(millisOf(clock)))

/** A time of the clock that is never set, as people read it off a wall clock. */
export const toWall = (millis: number): Effect.Effect<DateTime.Utc> =>
  Effect.clockWith((clock) =>
    Effect.succeed(DateTime.makeUnsafe(clock.currentTimeMillisUnsafe() + millis - millisOf(clock)))
  )
