/**
 * Everything that could not be written: results, the journal, the used quota, a page, the log file.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"

/**
 * The write failures of one command. Each is said once, and all of them mean exit code 4.
 *
 * @since 0.1.0
 * @category models
 */
export interface WriteFailures {
  /** Notes a failure, in a sentence. The same sentence is noted once. */
  readonly note: (sentence: string) => void
  /** True when anything failed. */
  readonly any: () => boolean
  /** The first failure: waits for one. */
  readonly first: Effect.Effect<string>
  /** The sentences that were not taken before. */
  readonly take: () => ReadonlyArray<string>
}

/**
 * @since 0.1.0
 * @category constructors
 */
export const make = (): WriteFailures => {
  const noted = new Set<string>()
  let untold: Array<string> = []
  const first = Deferred.unsafeMake<string>(FiberId.none)
  return {
    note: (sentence) => {
      if (noted.has(sentence)) return
      noted.add(sentence)
      untold.push(sentence)
      Deferred.unsafeDone(first, Effect.succeed(sentence))
    },
    any: () => noted.size > 0,
    first: Deferred.await(first),
    take: () => {
      const taken = untold
      untold = []
      return taken
    }
  }
}
