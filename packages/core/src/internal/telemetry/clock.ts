import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"

// A wall clock may be set at any time, and a wait that is measured by it then takes as much longer or shorter. Effect's
// nanoseconds come from a clock that only ever goes on.

/** A time in whole milliseconds. */
const wholeMillis = (nanos: bigint): number => Number(nanos / 1_000_000n)

/**
 * The time of the clock that is never set, in whole milliseconds: for how long something takes, waits or counts. Only the
 * difference of two such times means something.
 */
export const millisOf = (clock: Clock.Clock): number => wholeMillis(clock.unsafeCurrentTimeNanos())

export const currentMillis: Effect.Effect<number> = Clock.clockWith((clock) => Effect.sync(() => millisOf(clock)))

/** A time of the clock that is never set, as people read it off a wall clock. */
export const toWall = (millis: number): Effect.Effect<DateTime.Utc> =>
  Clock.clockWith((clock) =>
    Effect.sync(() => DateTime.unsafeMake(clock.unsafeCurrentTimeMillis() + millis - millisOf(clock)))
  )
