/**
 * The operations on recording links.
 *
 * @since 0.1.0
 */
import * as Catalogue from "./Catalogue.js"
import { isObject } from "./internal/json.js"
import type { LinkRef } from "./LinkRef.js"
import type { Operation } from "./Operation.js"
import { fail, succeed } from "./Result.js"

/**
 * The confirmation of a deletion.
 *
 * @since 0.1.0
 * @category models
 */
export interface Deletion {
  /** The message of the server. */
  readonly message: string
}

/**
 * `DELETE /public/workspace/{workspaceId}/links/{linkId}`.
 *
 * The deletion is soft, and every later request for the link answers `LINK_GONE`.
 *
 * @since 0.1.0
 * @category operations
 */
export const deleteLink: Operation<LinkRef, Deletion> = {
  method: "DELETE",
  urlTemplate: "/public/workspace/{workspaceId}/links/{linkId}",
  fieldsOf: ({ workspaceId, linkId }) => ({ workspaceId, linkId }),
  query: () => "",
  maxBodyBytes: 64 * 1024,
  errors: Catalogue.entries.map(({ tag }) => tag),
  changesState: true,
  confirmedBy: "LinkGone",
  decode: ({ data, message }, ref) => {
    if (
      typeof message !== "string" ||
      !isObject(data) ||
      typeof data["workspaceId"] !== "string" ||
      typeof data["linkId"] !== "string"
    ) {
      return fail({ reason: "UnknownEnvelope", problem: "its body does not confirm a deletion" })
    }
    return data["workspaceId"] === ref.workspaceId && data["linkId"] === ref.linkId
      ? succeed({ message })
      : fail({ reason: "OtherLink", problem: "it confirms the deletion of another link" })
  }
}

/**
 * A page of the links of a workspace.
 *
 * @since 0.1.0
 * @category models
 */
export interface PageRef {
  readonly workspaceId: string
  /** From 1. */
  readonly page: number
  /** From 1 to 20. */
  readonly perPage: number
}

/**
 * A link as the API lists it. Only its id is relied on: the other fields are known from examples alone.
 *
 * @since 0.1.0
 * @category models
 */
export interface ListedLink {
  readonly linkId: string
  readonly [field: string]: unknown
}

/**
 * A page of links.
 *
 * @since 0.1.0
 * @category models
 */
export interface LinkPage {
  readonly links: ReadonlyArray<ListedLink>
  /** How many links the workspace has. */
  readonly total: number
  /** Whether more pages follow. */
  readonly hasMore: boolean
}

const isListedLink = (value: unknown): value is ListedLink =>
  isObject(value) && typeof value["linkId"] === "string" && value["linkId"] !== ""

// JSON can hold a number beyond all numbers, which JSON cannot write.
const isCount = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0

/**
 * The documented failures of a listing: those that are not about one link.
 *
 * @since 0.1.0
 * @category operations
 */
export const listErrors = [
  "BadRequest",
  "ApiKeyRequired",
  "ApiKeyInvalid",
  "ApiKeyExpired",
  "ApiKeyDisabled",
  "NotAMember",
  "WorkspaceNotFound",
  "WorkspaceGone",
  "RateLimited",
  "ServiceUnavailable"
] as const satisfies ReadonlyArray<Catalogue.Tag>

/**
 * `GET /public/workspace/{workspaceId}/links?page=…&per_page=…`, from the prose documentation: the links of a workspace,
 * without those that are deleted.
 *
 * @since 0.1.0
 * @category operations
 */
export const listLinks: Operation<PageRef, LinkPage> = {
  method: "GET",
  urlTemplate: "/public/workspace/{workspaceId}/links",
  fieldsOf: ({ workspaceId, page, perPage }) => ({ workspaceId, page, perPage }),
  query: ({ page, perPage }) => `?page=${page}&per_page=${perPage}`,
  // Far more than twenty links take, and far less than would fill the memory.
  maxBodyBytes: 4 * 1024 * 1024,
  errors: listErrors,
  changesState: false,
  confirmedBy: undefined,
  decode: ({ data }, { workspaceId }) => {
    if (
      !isObject(data) ||
      typeof data["workspaceId"] !== "string" ||
      !Array.isArray(data["links"]) ||
      !data["links"].every(isListedLink) ||
      !isObject(data["pagination"])
    ) {
      return fail({ reason: "UnknownEnvelope", problem: "its body is not a page of links" })
    }
    const { hasMore, total } = data["pagination"]
    if (!isCount(total) || typeof hasMore !== "boolean") {
      return fail({ reason: "UnknownEnvelope", problem: "its body does not say how many links there are" })
    }
    return data["workspaceId"] === workspaceId
      ? succeed({ links: data["links"], total, hasMore })
      : fail({ reason: "OtherLink", problem: "it lists the links of another workspace" })
  }
}
