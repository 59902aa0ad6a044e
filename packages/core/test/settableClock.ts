/** A wall clock that can be set, over a clock that only goes on: the `TestClock`. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface WallClock {
  /** Sets the wall clock forward or back. */
  readonly set: (by: Duration.DurationInput, direction?: "back" | "forward") => Effect.Effect<void>
}

/** Runs an effect whose wall clock can be set. Sleeps, and the time of spans, are those of the `TestClock`. */
export const withWallClock = <A, E, R>(use: (wall: WallClock) => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Clock.clockWith((below) => {
    let offset = 0
    const millis = () => below.unsafeCurrentTimeMillis() + offset
    // It inherits the rest, so that `TestClock.adjust` finds what it needs.
    const clock: Clock.Clock = Object.assign(Object.create(below), {
      unsafeCurrentTimeMillis: millis,
      unsafeCurrentTimeNanos: () => below.unsafeCurrentTimeNanos(),
      currentTimeMillis: Effect.sync(millis)
    })
    const wall: WallClock = {
      set: (by, direction = "forward") =>
        Effect.sync(() => {
          offset += (direction === "back" ? -1 : 1) * Duration.toMillis(by)
        })
    }
    return Effect.withClock(use(wall), clock)
  })
