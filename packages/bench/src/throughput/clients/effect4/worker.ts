import * as Effect from "effect4/Effect"
import type * as ManagedRuntime from "effect4/ManagedRuntime"
import type { Load } from "../../client.js"
import type { Answer } from "../../wire.js"

/** A worker that is one fiber, as in an Effect program: what its calls need is provided once. */
export const effectWorker =
  <R>(runtime: ManagedRuntime.ManagedRuntime<R, unknown>, call: (linkId: string) => Effect.Effect<Answer, never, R>) =>
  (load: Load): Promise<void> =>
    runtime.runPromise(
      Effect.gen(function* () {
        for (let linkId = load.next(); linkId !== undefined; linkId = load.next()) {
          const started = performance.now()
          load.done(linkId, yield* call(linkId), started)
        }
      })
    )
