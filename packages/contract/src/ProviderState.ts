/**
 * The states that a provider has to be brought into before it is asked, one per documented outcome. Their names hold no
 * ids: a provider makes its own, and returns them.
 *
 * @since 0.1.0
 */
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import type * as Redacted from "effect/Redacted"

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
export const undeclaredError = "an undeclared error occurs"

/**
 * The state in which a documented failure is the answer.
 *
 * @since 0.1.0
 * @category names
 */
export const applies = <Code extends ErrorCatalogue.Code>(code: Code): `${Code} applies` => `${code} applies`

/**
 * The name of a state.
 *
 * @since 0.1.0
 * @category names
 */
export type StateName = typeof deletable | typeof undeclaredError | `${ErrorCatalogue.Code} applies`

/**
 * Every state.
 *
 * @since 0.1.0
 * @category names
 */
export const stateNames: ReadonlyArray<StateName> = [
  deletable,
  ...ErrorCatalogue.entries.map(({ code }) => applies(code)),
  undeclaredError
]

/**
 * What a state is told beside its name: the HTTP status that the reply is to have.
 *
 * @since 0.1.0
 * @category models
 */
export interface StateParameters {
  readonly status: number
}

/**
 * What the request is to be made of, once the provider is in its state: the ids go into the path, and the key into the
 * `Authorization` header.
 *
 * @since 0.1.0
 * @category models
 */
export interface Subject {
  readonly workspaceId: string
  readonly linkId: string
  /** A request that sends no key does not use it. */
  readonly apiKey: Redacted.Redacted
}

/**
 * What holds in a state, in one line for the provider's team. A code of the catalogue that has no line here is a type
 * error.
 *
 * @since 0.1.0
 * @category meanings
 */
export const meanings: { readonly [Name in StateName]: string } = {
  [deletable]: "The key is good, and its owner may delete the link, which is in the workspace and not deleted.",
  "BAD_REQUEST applies": "One of the ids breaks the provider's rules for ids. The key is good.",
  "API_KEY_REQUIRED applies":
    "Nothing in particular: the request sends no key. The ids are those of a link that exists.",
  "API_KEY_INVALID applies": "The key is none that the provider knows.",
  "API_KEY_EXPIRED applies": "The key has expired.",
  "API_KEY_DISABLED applies": "The key is disabled.",
  "NOT_A_MEMBER applies": "The key is good, but its owner is not a member of the workspace.",
  "LINK_WORKSPACE_MISMATCH applies": "The link is in another workspace. The key's owner is a member of both.",
  "LINK_DELETE_FORBIDDEN applies":
    "The key's owner is a member of the workspace, but neither the link's creator nor an admin or owner of the workspace.",
  "WORKSPACE_NOT_FOUND applies": "There has never been such a workspace. The key is good.",
  "LINK_NOT_FOUND applies": "There has never been such a link. The key's owner is a member of the workspace.",
  "WORKSPACE_GONE applies": "The workspace was deleted. The key is good.",
  "LINK_GONE applies": "The link was deleted before. The key's owner could have deleted it.",
  "RATE_LIMITED applies": "The quota of the key's owner is spent. The link could be deleted otherwise.",
  "LINK_DELETE_FAILED applies":
    "The next deletion of the link fails in the server. The link could be deleted otherwise.",
  "SERVICE_UNAVAILABLE applies": "The service that verifies keys is not available to the next request.",
  [undeclaredError]:
    "The next request meets an error that the operation does not declare, with the HTTP status of the parameter `status`: any code, `defined: false`."
}
