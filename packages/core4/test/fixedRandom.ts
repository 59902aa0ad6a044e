import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

/** Runs an effect with these random numbers, one after the other and over again. */
export const withDraws =
  (...draws: readonly [number, ...ReadonlyArray<number>]) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.suspend(() => {
      let drawn = 0
      const nextDoubleUnsafe = () => draws[drawn++ % draws.length] ?? draws[0]
      return Effect.provideService(self, Random.Random, { nextDoubleUnsafe, nextIntUnsafe: () => 0 })
    })
