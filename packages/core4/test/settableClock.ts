/** A wall clock that can be set, over a clock of the tests, which only goes on. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

export interface WallClock {
  /** Sets the wall clock forward by milliseconds, or back where they are negative. */
  readonly set: (by: number) => Effect.Effect<void>
}

/** Runs an effect whose wall clock can be set. Sleeps, and the time of spans, are those of the clock below. */
export const withWallClock = <A, E, R>(use: (wall: WallClock) => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.clockWith((below) => {
    let offset = 0
    const millis = () => below.currentTimeMillisUnsafe() + offset
    const nanos = () => below.currentTimeNanosUnsafe() + BigInt(offset) * 1_000_000n
    // It inherits the rest, so that a `TestClock` finds what it needs.
    const clock: Clock.Clock = Object.assign(Object.create(below), {
      currentTimeMillisUnsafe: millis,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos)
    })
    const wall: WallClock = {
      set: (by) =>
        Effect.sync(() => {
          offset += by
        })
    }
    return Effect.provideService(use(wall), Clock.Clock, clock)
  })
