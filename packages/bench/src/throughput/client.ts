import * as Effect from "effect/Effect"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import type { Answer } from "./wire.js"

/** The calls that are still to be made. */
export interface Load {
  /** The next link, or `undefined` when the time is up. */
  readonly next: () => string | undefined
  /** Takes the answer to a link. It throws when the answer is not the one that was served. */
  readonly done: (linkId: string, answer: Answer, started: number) => void
}

/** One client in the race. */
export interface Contestant {
  readonly name: string
  /** Whether it checks the envelope at run time, as the others do. */
  readonly validates: boolean
  /** Makes a worker: it makes one call after the other until the load is used up. */
  readonly open: (baseUrl: string) => Promise<(load: Load) => Promise<void>>
}

/** A worker that awaits a promise a call. */
export const promiseWorker =
  (call: (linkId: string) => Promise<Answer>) =>
  async (load: Load): Promise<void> => {
    for (let linkId = load.next(); linkId !== undefined; linkId = load.next()) {
      const started = performance.now()
      load.done(linkId, await call(linkId), started)
    }
  }

/** A worker that is one fiber, as in a program of Effect: what its calls need is provided once. */
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
