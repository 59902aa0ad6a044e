import * as Effect from "effect/Effect"

/** Calls what others have written. It fails with what that throws, which may be anything. */
export const attempt = <A>(call: () => A): Effect.Effect<A, unknown> =>
  Effect.mapError(Effect.try(call), ({ error }) => error)

/** Waits for a promise of others. It fails with what that is rejected with, which may be anything. */
export const settled = <A>(promise: () => PromiseLike<A>): Effect.Effect<A, unknown> =>
  Effect.mapError(Effect.tryPromise(promise), ({ error }) => error)
