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
 * The constructors of expected responses, and `$is` and `$match` over them.
 *
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
  /** The request in words. Unique in the pact. */
  readonly description: string
  readonly state: ProviderState.StateName
  /** True when the request has an `Authorization` header. */
  readonly sendsKey: boolean
  readonly response: ExpectedResponse
  /** True when the client is to take the response for a success. By default only a deletion is one. */
  readonly succeeds: boolean
  /** True when a provider that fails it does not fail its verification. */
  readonly pending: boolean
}

const request = "a request to delete a link"

const deletion: Interaction = {
  description: request,
  state: ProviderState.deletable,
  sendsKey: true,
  response: ExpectedResponse.Deletion({ status: 200, closed: false }),
  succeeds: true,
  pending: false
}

const closedDeletion: Interaction = {
  ...deletion,
  description: `${request}, answered with the documented fields alone`,
  response: ExpectedResponse.Deletion({ status: 200, closed: true })
}

const descriptions: { readonly [Code in ErrorCatalogue.Code]: string } = {
  BAD_REQUEST: `${request} with an id that breaks the rules`,
  API_KEY_REQUIRED: `${request} without a key`,
  API_KEY_INVALID: `${request} with an unknown key`,
  API_KEY_EXPIRED: `${request} with an expired key`,
  API_KEY_DISABLED: `${request} with a disabled key`,
  NOT_A_MEMBER: `${request} from outside the workspace`,
  LINK_WORKSPACE_MISMATCH: `${request} of another workspace`,
  LINK_DELETE_FORBIDDEN: `${request} without the permission`,
  WORKSPACE_NOT_FOUND: `${request} of an unknown workspace`,
  LINK_NOT_FOUND: "a request to delete an unknown link",
  WORKSPACE_GONE: `${request} of a deleted workspace`,
  LINK_GONE: "a request to delete a deleted link",
  RATE_LIMITED: `${request} beyond the quota`,
  LINK_DELETE_FAILED: `${request} while deletions fail`,
  SERVICE_UNAVAILABLE: `${request} while no key can be verified`
}

const documented = (entry: ErrorCatalogue.DocumentedEntry): Interaction => ({
  description: descriptions[entry.code],
  state: ProviderState.precondition(entry.code),
  sendsKey: entry.code !== "API_KEY_REQUIRED",
  response: ExpectedResponse.Documented({ status: entry.status, entry }),
  succeeds: false,
  pending: false
})

const undeclared = (status: ErrorCatalogue.Status): Interaction => ({
  description: `${request} that meets an undeclared ${status}`,
  state: ProviderState.undeclaredError,
  sendsKey: true,
  response: ExpectedResponse.Undeclared({ status }),
  succeeds: false,
  // No provider can bring it about at will.
  pending: true
})

/**
 * The interactions that any consumer relies on: the deletion, and one per documented failure.
 *
 * @since 0.1.0
 * @category interactions
 */
export const defaultInteractions: ReadonlyArray<Interaction> = [deletion, ...ErrorCatalogue.entries.map(documented)]

/**
 * Every interaction: beyond the default ones, a deletion whose response holds no further field, and one undeclared error per
 * documented status.
 *
 * @since 0.1.0
 * @category interactions
 */
export const interactions: ReadonlyArray<Interaction> = [
  ...defaultInteractions,
  closedDeletion,
  ...errorStatuses.map(undeclared)
]
