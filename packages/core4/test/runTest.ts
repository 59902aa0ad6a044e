import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { it } from "vitest"

/**
 * Runs a test on a clock of its own, which stands still until the test moves it. The clock waits for whatever it wakes, by
 * default for no more than a second, which is too short on a busy machine.
 */
export const runTest = <A, E>(test: Effect.Effect<A, E, Scope.Scope>): Promise<A> =>
  Effect.runPromise(Effect.scoped(Effect.provide(test, TestClock.layer({ warningDelay: "1 minute" }))))

/**
 * Forks an effect, and returns when it waits for the clock or for the test. `TestClock.adjust` lets a fiber run on that it
 * has woken, however many steps that takes, but not one that has only just been forked.
 *
 * @param scope - The scope that ends the fiber. Default: the end of the fiber that forks it.
 */
export const started = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  scope?: Scope.Scope
): Effect.Effect<Fiber.Fiber<A, E>, never, R> =>
  Effect.gen(function* () {
    yield* TestClock.setTime((yield* Clock.currentTimeMillis) - 1)
    const delayed = Effect.andThen(Effect.sleep(1), effect)
    const fiber = yield* scope === undefined ? Effect.forkChild(delayed) : Effect.forkIn(delayed, scope)
    yield* TestClock.adjust(1)
    return fiber
  })

type Test<Args extends ReadonlyArray<unknown>> = (...args: Args) => Effect.Effect<unknown, unknown, Scope.Scope>

const itEach =
  <Case>(cases: ReadonlyArray<Case>) =>
  (name: string, test: Test<[Case]>): void =>
    it.for([...cases])(name, (value) => runTest(Effect.asVoid(test(value))))

/** Declares a test that is an effect, on a clock of its own. */
export const itEffect = Object.assign(
  (name: string, test: Test<[]>): void => it(name, () => runTest(Effect.asVoid(Effect.suspend(test)))),
  { each: itEach }
)

/** Runs a test on the real clock. */
export const runLive = <A, E>(test: Effect.Effect<A, E, Scope.Scope>): Promise<A> =>
  Effect.runPromise(Effect.scoped(test))
