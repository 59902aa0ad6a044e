import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"

/**
 * One write at a time, of all that was asked for by its start: whoever asks while one is under way waits for the next, which
 * writes for all who have asked by then.
 *
 * @returns Asks for a write at once; the effect waits for it.
 */
export const groupCommit = <E>(write: Effect.Effect<void, E>): (() => Effect.Effect<void, E>) => {
  const oneAtATime = Semaphore.makeUnsafe(1).withPermit
  let asked = 0
  let written = 0
  const writeAll = Effect.suspend(() => {
    const last = asked
    return Effect.map(write, () => {
      written = last
    })
  })
  return () => {
    asked += 1
    const own = asked
    return oneAtATime(Effect.suspend(() => (written >= own ? Effect.void : writeAll)))
  }
}
