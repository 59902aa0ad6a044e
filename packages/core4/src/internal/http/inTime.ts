import { startTimer } from "@effect-userplane/protocol/Timer"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

const liveClock = Context.get(Context.empty(), Clock.Clock)

/**
 * Bounds the time of an effect.
 *
 * On the real clock a timer of the platform does it, which is faster than a race of fibers.
 *
 * @param within - Makes the effect, which bounds its time by a timer itself. `Infinity` is no limit.
 */
export const inTime = <A, E>(
  within: (timeoutMillis: number) => Effect.Effect<A, E>,
  timeoutMillis: number,
  onTimeout: () => E
): Effect.Effect<A, E> =>
  Effect.clockWith((clock) =>
    clock === liveClock
      ? within(timeoutMillis)
      : Effect.timeoutOrElse(within(Number.POSITIVE_INFINITY), {
          duration: timeoutMillis,
          orElse: () => Effect.fail(onTimeout())
        })
  )

/** Runs an effect in a fiber of its own, which is interrupted when the time is up. */
export const byTimer =
  <A, E>(effect: Effect.Effect<A, E>, onTimeout: () => E) =>
  (timeoutMillis: number): Effect.Effect<A, E> =>
    timeoutMillis === Number.POSITIVE_INFINITY
      ? effect
      : Effect.contextWith((context: Context.Context<never>) =>
          Effect.callback<A, E>((resume) => {
            const fiber = Effect.runForkWith(context)(effect)
            const stopTimer = startTimer(timeoutMillis, () =>
              resume(Effect.andThen(Fiber.interrupt(fiber), Effect.fail(onTimeout())))
            )
            fiber.addObserver((exit) => {
              stopTimer()
              resume(exit)
            })
            return Fiber.interrupt(fiber)
          })
        )
