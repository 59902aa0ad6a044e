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
 * The expected response.
 *
 * - `Deletion`: the envelope of a deletion. `closed` says that it holds no field beyond the documented ones.
 * - `Documented`: the envelope of a documented failure.
 * - `Undeclared`: the envelope with `defined: false`, whatever its code.
 *
 * @since 0.1.0
 * @category models
 */
export type ExpectedResponse = Data.TaggedEnum<{
  Deletion: { readonly status: 200; readonly closed: boolean }
  Documented: { readonly status: ErrorCatalogue.Status; readonly entry: ErrorCatalogue.DocumentedEntry }
  Undeclared: { readonly status: ErrorCatalogue.Status }
}>

/**
 * @since 0.1.0
 * @category models
 */
export const ExpectedResponse = Data.taggedEnum<ExpectedResponse>()

/**
 * One request to delete a link, and the expected response.
 *
 * @since 0.1.0
 * @category models
 */
export interface Interaction {
  /** Unique in the pact. */
  readonly description: string
  readonly state: ProviderState.StateName
  /** True when the request has an `Authorization` header. */
  readonly sendsKey: boolean
  readonly response: ExpectedResponse
}

const deletions: ReadonlyArray<Interaction> = [
  {
    description: "a deletion",
    state: ProviderState.deletable,
    sendsKey: true,
    response: ExpectedResponse.Deletion({ status: 200, closed: false })
  },
  {
    description: "a deletion whose response has only documented fields",
    state: ProviderState.deletable,
    sendsKey: true,
    response: ExpectedResponse.Deletion({ status: 200, closed: true })
  }
]

const documented = (entry: ErrorCatalogue.DocumentedEntry): Interaction => ({
  description: `a deletion that fails with ${entry.code}`,
  state: ProviderState.precondition(entry.code),
  sendsKey: entry.code !== "API_KEY_REQUIRED",
  response: ExpectedResponse.Documented({ status: entry.status, entry })
})

const undeclared = (status: ErrorCatalogue.Status): Interaction => ({
  description: `a deletion that meets an undeclared error with status ${status}`,
  state: ProviderState.undeclaredError,
  sendsKey: true,
  response: ExpectedResponse.Undeclared({ status })
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
