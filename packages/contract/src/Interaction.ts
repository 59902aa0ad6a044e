/**
 * The interactions of the contract: one per documented outcome, derived from the catalogue.
 *
 * @since 0.1.0
 */
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import { errorStatuses } from "@effect-userplane/core/UserplaneApi"
import * as Data from "effect/Data"
import * as ProviderState from "./ProviderState.js"

/**
 * What the reply has to be.
 *
 * - `Deletion`: the envelope of a deletion. `closed` says that it holds no field beyond the documented ones.
 * - `Documented`: the envelope of a documented failure.
 * - `Undeclared`: the envelope with `defined: false`, whatever its code.
 *
 * @since 0.1.0
 * @category models
 */
export type Reply = Data.TaggedEnum<{
  Deletion: { readonly status: 200; readonly closed: boolean }
  Documented: { readonly status: ErrorCatalogue.Status; readonly entry: ErrorCatalogue.DocumentedEntry }
  Undeclared: { readonly status: ErrorCatalogue.Status }
}>

/**
 * @since 0.1.0
 * @category models
 */
export const Reply = Data.taggedEnum<Reply>()

/**
 * One request to delete a link, and the reply to it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Interaction {
  /** Unique in the pact. */
  readonly description: string
  readonly state: ProviderState.StateName
  /** Whether the request has an `Authorization` header. */
  readonly sendsKey: boolean
  readonly reply: Reply
}

const deletions: ReadonlyArray<Interaction> = [
  {
    description: "a deletion",
    state: ProviderState.deletable,
    sendsKey: true,
    reply: Reply.Deletion({ status: 200, closed: false })
  },
  {
    description: "a deletion whose reply holds nothing beyond what is documented",
    state: ProviderState.deletable,
    sendsKey: true,
    reply: Reply.Deletion({ status: 200, closed: true })
  }
]

const documented = (entry: ErrorCatalogue.DocumentedEntry): Interaction => ({
  description: `a deletion that is refused with ${entry.code}`,
  state: ProviderState.applies(entry.code),
  sendsKey: entry.code !== "API_KEY_REQUIRED",
  reply: Reply.Documented({ status: entry.status, entry })
})

const undeclared = (status: ErrorCatalogue.Status): Interaction => ({
  description: `a deletion that meets an undeclared error with status ${status}`,
  state: ProviderState.undeclaredError,
  sendsKey: true,
  reply: Reply.Undeclared({ status })
})

/**
 * Every interaction: the two deletions, one per documented failure, and one undeclared error per documented status.
 *
 * @since 0.1.0
 * @category interactions
 */
export const interactions: ReadonlyArray<Interaction> = [
  ...deletions,
  ...ErrorCatalogue.entries.map(documented),
  ...errorStatuses.map(undeclared)
]
