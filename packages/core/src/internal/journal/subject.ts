import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { JournalMismatch } from "../../JournalError.js"
import type { Run } from "./line.js"
import type { State } from "./state.js"

/** What the lines of a journal are about. */
export type Subject = { readonly [K in "operation" | "server"]: NonNullable<Run[K]> }

/** Deletions of links on a server. */
export const deleting = (server: string): Subject => ({ server, operation: "links.delete" })

const advice = "resume it as it was started, or start another journal"

const difference = (
  about: JournalMismatch["about"],
  named: ReadonlySet<string>,
  run: string
): Option.Option<JournalMismatch> => {
  const journal = [...named].find((one) => one !== run)
  return journal === undefined
    ? Option.none()
    : Option.some(
        new JournalMismatch({
          about,
          journal,
          run,
          message: `The journal belongs to the ${about} ${journal}, but this run is for ${run}: ${advice}.`
        })
      )
}

/** Why a journal is not that of a run. */
const mismatch = (
  { operations, servers }: Pick<State, "operations" | "servers">,
  { operation, server }: Subject
): Option.Option<JournalMismatch> =>
  Option.orElse(difference("server", servers, server), () => difference("operation", operations, operation))

/** The warning that a journal needs which does not say all that it is about. */
const warning = ({ hasUnnamedServer }: Pick<State, "hasUnnamedServer">, { server }: Subject) =>
  hasUnnamedServer
    ? Option.some(
        `The journal has lines that do not name their server, so it cannot be checked that they belong to ${server}.`
      )
    : Option.none()

/** Refuses a journal that is about something else, and warns of one that does not say what it is about. */
export const check = (state: State, subject: Subject): Effect.Effect<void, JournalMismatch> =>
  Option.match(mismatch(state, subject), {
    onNone: () =>
      Option.match(warning(state, subject), { onNone: () => Effect.void, onSome: (text) => Effect.logWarning(text) }),
    onSome: Effect.fail
  })
