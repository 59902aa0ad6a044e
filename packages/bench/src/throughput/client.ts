import type { Answer } from "./wire.js"

/** The calls still to be made. */
export interface Load {
  /** The next link, or `undefined` when the time is up. */
  readonly next: () => string | undefined
  /** Takes the answer for a link. Throws when it is not the one that was served. */
  readonly done: (linkId: string, answer: Answer, started: number) => void
}

/** One client in the race. */
export interface Client {
  readonly name: string
  /** Set where it checks the envelope at run time, as the others do. */
  readonly validates: boolean
  /** Makes a worker, which makes one call after the other until the load is used up. */
  readonly open: (baseUrl: string) => Promise<(load: Load) => Promise<void>>
}

/** A worker that awaits one promise per call. */
export const promiseWorker =
  (call: (linkId: string) => Promise<Answer>) =>
  async (load: Load): Promise<void> => {
    for (let linkId = load.next(); linkId !== undefined; linkId = load.next()) {
      const started = performance.now()
      load.done(linkId, await call(linkId), started)
    }
  }
