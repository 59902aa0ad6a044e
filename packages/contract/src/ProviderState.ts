/**
 * The states that a provider has to be brought into before it is asked, one per documented outcome. Their names hold no
 * ids: a provider makes its own, and returns them.
 *
 * @since 0.1.0
 */
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import type * as Redacted from "effect/Redacted"

/**
 * The provider's name in the broker.
 *
 * @since 0.1.0
 * @category names
 */
export const provider = "userplane-public-api"

/**
 * The state in which the deletion succeeds.
 *
 * @since 0.1.0
 * @category names
 */
export const deletable = "the link can be deleted"

/**
 * The state in which something fails that the operation did not declare.
 *
 * @since 0.1.0
 * @category names
 */
export const undeclaredError = "the provider fails in an undeclared way"

/**
 * The state of each documented failure, by its code.
 *
 * @since 0.1.0
 * @category names
 */
export const preconditions = {
  BAD_REQUEST: "an id breaks the provider's rules",
  // That no key is sent is a fact about the request.
  API_KEY_REQUIRED: deletable,
  API_KEY_INVALID: "the key is unknown",
  API_KEY_EXPIRED: "the key has expired",
  API_KEY_DISABLED: "the key is disabled",
  NOT_A_MEMBER: "the user is not a member of the workspace",
  LINK_WORKSPACE_MISMATCH: "the link is in another workspace",
  LINK_DELETE_FORBIDDEN: "the user may not delete the link",
  WORKSPACE_NOT_FOUND: "the workspace does not exist",
  LINK_NOT_FOUND: "the link does not exist",
  WORKSPACE_GONE: "the workspace was deleted",
  LINK_GONE: "the link was deleted before",
  RATE_LIMITED: "the user's quota is spent",
  LINK_DELETE_FAILED: "the server fails to delete the link",
  SERVICE_UNAVAILABLE: "the key service is unavailable"
} as const satisfies { readonly [Code in ErrorCatalogue.Code]: string }

/**
 * The state in which the answer is the failure of a code.
 *
 * @since 0.1.0
 * @category names
 */
export type Precondition<Code extends ErrorCatalogue.Code> = (typeof preconditions)[Code]

/**
 * The state in which the answer is a documented failure. A code of the catalogue without a state is a type error.
 *
 * @since 0.1.0
 * @category names
 */
export const precondition = <Code extends ErrorCatalogue.Code>(code: Code): Precondition<Code> => preconditions[code]

/**
 * The name of a state.
 *
 * @since 0.1.0
 * @category names
 */
export type StateName = typeof deletable | typeof undeclaredError | Precondition<ErrorCatalogue.Code>

/**
 * Every state.
 *
 * @since 0.1.0
 * @category names
 */
export const stateNames: ReadonlyArray<StateName> = [
  ...new Set<StateName>([deletable, ...ErrorCatalogue.entries.map(({ code }) => precondition(code)), undeclaredError])
]

/**
 * The parameters of a state: the HTTP status of the expected response.
 *
 * @since 0.1.0
 * @category models
 */
export interface StateParameters {
  readonly status: number
}

/**
 * The ids and the key of the request, once the provider is in its state: the ids go into the path, and the key into
 * the `Authorization` header.
 *
 * @since 0.1.0
 * @category models
 */
export interface Subject {
  readonly workspaceId: string
  readonly linkId: string
  /** A request that sends no key does not use it. It is shown in no result, redacted or not. */
  readonly apiKey: Redacted.Redacted | string
}

/**
 * The meaning of each state, in one line for the provider's team. It stands in the pact as a comment.
 *
 * @since 0.1.0
 * @category meanings
 */
export const meanings: { readonly [Name in StateName]: string } = {
  [deletable]: "The key is good, and its owner may delete the link, which is in the workspace and not deleted.",
  "an id breaks the provider's rules": "One of the ids breaks the provider's rules for ids. The key is good.",
  "the key is unknown": "The provider does not know the key.",
  "the key has expired": "The key has expired.",
  "the key is disabled": "The key is disabled.",
  "the user is not a member of the workspace": "The key is good, but its owner is not a member of the workspace.",
  "the link is in another workspace": "The link is in another workspace. The key's owner is a member of both.",
  "the user may not delete the link":
    "The key's owner is a member of the workspace, but neither the link's creator nor an admin or owner of the workspace.",
  "the workspace does not exist": "There has never been such a workspace. The key is good.",
  "the link does not exist": "There has never been such a link. The key's owner is a member of the workspace.",
  "the workspace was deleted": "The workspace was deleted. The key is good.",
  "the link was deleted before": "The link was deleted before. The key's owner could have deleted it.",
  "the user's quota is spent": "The quota of the key's owner is spent. The link could be deleted otherwise.",
  "the server fails to delete the link":
    "The next deletion of the link fails in the server. The link could be deleted otherwise.",
  "the key service is unavailable": "The service that verifies keys is not available to the next request.",
  [undeclaredError]:
    "The next request meets an error that the operation does not declare, with the HTTP status of the parameter `status`: any code, `defined: false`. Where that cannot be brought about, it may fail: its interactions are pending."
}
