/**
 * The journal that the command line names, new or existing.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { WrongUsage } from "./input/LinkIds.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface JournalOption {
  readonly path: string
  /** True when an existing journal is resumed. */
  readonly isResumed: boolean
}

/**
 * The options that say so.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  readonly journal: Option.Option<string>
  readonly resume: Option.Option<string>
}

/**
 * The journal, if one is named.
 *
 * @since 0.1.0
 * @category parsing
 */
export const read = ({ journal, resume }: Options): Effect.Effect<Option.Option<JournalOption>, WrongUsage> =>
  Option.isSome(journal) && Option.isSome(resume)
    ? Effect.fail(
        new WrongUsage({
          message: "Expected --journal, which starts a journal, or --resume, which resumes one, not both"
        })
      )
    : Effect.succeed(
        Option.orElse(
          Option.map(journal, (path) => ({ path, isResumed: false })),
          () => Option.map(resume, (path) => ({ path, isResumed: true }))
        )
      )
