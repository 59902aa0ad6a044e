/**
 * A clock that advances by itself: whenever no work is left, it jumps to the time of the next sleeper. `TestClock` does the
 * same on demand, but waits some real milliseconds at every step, and three days have hundreds of thousands.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as RedBlackTree from "effect/RedBlackTree"

/** The time a sleeper wakes up, and its number among the sleepers. */
type Wake = readonly [at: number, order: number]

const byTime: Order.Order<Wake> = Order.tuple(Order.number, Order.number)

const make = (): Clock.Clock => {
  let sleepers = RedBlackTree.empty<Wake, () => void>(byTime)
  let slept = 0
  let now = 0
  let passing = false

  const pass = (): void => {
    const next = RedBlackTree.first(sleepers)
    passing = Option.isSome(next)
    if (Option.isNone(next)) return
    const [wakeAt, wake] = next.value
    sleepers = RedBlackTree.removeFirst(sleepers, wakeAt)
    now = Math.max(now, wakeAt[0])
    wake()
    // Fibers continue in microtasks, so by then all of them wait again.
    setImmediate(pass)
  }

  const millis = () => now
  const nanos = () => BigInt(Math.round(now * 1e6))
  return {
    ...Clock.make(),
    unsafeCurrentTimeMillis: millis,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.async((resume) => {
        const wakeAt: Wake = [now + Duration.toMillis(duration), slept++]
        sleepers = RedBlackTree.insert(sleepers, wakeAt, () => resume(Effect.void))
        if (!passing) {
          passing = true
          setImmediate(pass)
        }
        return Effect.sync(() => {
          sleepers = RedBlackTree.removeFirst(sleepers, wakeAt)
        })
      })
  }
}

/** Runs an effect from the epoch on, in no more real time than its work takes. */
export const inSimulatedTime = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => Effect.withClock(effect, make()))
