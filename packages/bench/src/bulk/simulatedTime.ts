/**
 * Time that passes by itself: whenever nothing is left to be done, it is as late as the next sleeper wants. `TestClock`
 * does the same on demand, but waits some real milliseconds at every step, and three days have hundreds of thousands.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as RedBlackTree from "effect/RedBlackTree"

/** When somebody wakes up, and the how manieth sleeper it was. */
type Turn = readonly [at: number, order: number]

const inTurn: Order.Order<Turn> = Order.tuple(Order.number, Order.number)

const make = (): Clock.Clock => {
  let sleepers = RedBlackTree.empty<Turn, () => void>(inTurn)
  let slept = 0
  let now = 0
  let passing = false

  const pass = (): void => {
    const next = RedBlackTree.first(sleepers)
    passing = Option.isSome(next)
    if (Option.isNone(next)) return
    const [turn, wake] = next.value
    sleepers = RedBlackTree.removeFirst(sleepers, turn)
    now = Math.max(now, turn[0])
    wake()
    // Fibers go on in microtasks, so by then all of them wait again.
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
        const turn: Turn = [now + Duration.toMillis(duration), slept++]
        sleepers = RedBlackTree.insert(sleepers, turn, () => resume(Effect.void))
        if (!passing) {
          passing = true
          setImmediate(pass)
        }
        return Effect.sync(() => {
          sleepers = RedBlackTree.removeFirst(sleepers, turn)
        })
      })
  }
}

/** Runs an effect from the epoch on, in as little time as its work takes. */
export const inSimulatedTime = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => Effect.withClock(effect, make()))
