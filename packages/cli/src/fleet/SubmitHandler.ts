/**
 * The handler of `userplane-links fleet submit`.
 *
 * @since 0.1.0
 */

import { Fleet } from "@effect-userplane/fleet/Fleet"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ExitCode from "../command/ExitCode.js"
import type { OutputFormat } from "../command/OutputFormat.js"
import * as Confirmation from "../delete/Confirmation.js"
import * as InputError from "../delete/input/InputError.js"
import type { LinkSelection } from "../delete/input/LinkSelection.js"
import * as OpenLinks from "../delete/input/OpenLinks.js"
import type { Input } from "../terminal/Input.js"
import type { Output } from "../terminal/Output.js"
import * as Connection from "./Connection.js"
import * as RunText from "./RunText.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options extends Connection.Options {
  readonly id: string
  readonly user: string
  readonly selection: LinkSelection
  readonly concurrency: number
  /** The journal of a deletion that was begun by `delete`. */
  readonly journal: Option.Option<string>
  readonly yes: boolean
  readonly output: OutputFormat
}

// What reads journals is loaded only to do so.
const journalOf = (path: Option.Option<string>) =>
  Option.match(path, {
    onNone: () => Effect.succeed(undefined),
    onSome: (path) =>
      Effect.map(
        Effect.promise(() => import("./JournalLines.js")),
        ({ read }) => read(path)
      )
  })

const submitted = ({ concurrency, id, journal, selection, user, yes, ...options }: Options) =>
  Effect.gen(function* () {
    const fleet = yield* Fleet
    const opened = yield* Effect.catchTag(OpenLinks.open(selection), "InputError", (error) =>
      ExitCode.endedSaying(`${InputError.render(error)}. Nothing was submitted.`, 2)
    )
    const source = yes ? opened : yield* Confirmation.confirm(opened)
    const status = yield* fleet.submit({
      id,
      user,
      concurrency,
      links: source.refs,
      journal: yield* journalOf(journal)
    })
    yield* RunText.print(status, options.output)
    if (status.user !== user) {
      return yield* ExitCode.endedSaying(`--user: the run was submitted before, for the user ${status.user}.`, 2)
    }
  }).pipe(
    Effect.scoped,
    Effect.catchTags({
      InputError: (error) =>
        ExitCode.endedSaying(
          `${InputError.render(error)}. Nothing that follows was submitted, and the run does not begin before all is.`,
          2
        ),
      JournalCorrupt: ({ message }) => ExitCode.endedSaying(message, 2),
      JournalLocked: ({ message }) => ExitCode.endedSaying(message, 2),
      JournalMismatch: ({ message }) => ExitCode.endedSaying(message, 2),
      JournalUnavailable: (error) => ExitCode.endedSaying(error.message, ExitCode.ofFileError(error))
    })
  )

/**
 * Submits links, and prints the run.
 *
 * @since 0.1.0
 * @category handlers
 */
export const handle = (options: Options): Effect.Effect<void, ExitCode.Ended, Input | Output> =>
  Connection.connected(options)(submitted(options))
