/**
 * The operations on recording links.
 *
 * @since 0.1.0
 */
import * as Catalogue from "./Catalogue.js"
import { isObject } from "./internal/json.js"
import type { LinkRef } from "./LinkRef.js"
import type { InvalidInput, Operation } from "./Operation.js"
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
 * The tags of the failures that a deletion declares: all that are documented.
 *
 * @since 0.1.0
 * @category models
 */
export type DeleteTag = Catalogue.Tag | "InvalidLinkRef"

/**
 * `DELETE /public/workspace/{workspaceId}/links/{linkId}`.
 *
 * The deletion is soft, and every later request for the link answers `LINK_GONE`.
 *
 * @since 0.1.0
 * @category operations
 */
export const deleteLink: Operation<LinkRef, Deletion, DeleteTag> = {
  method: "DELETE",
  urlTemplate: "/public/workspace/{workspaceId}/links/{linkId}",
  fieldsOf: ({ workspaceId, linkId }) => ({ workspaceId, linkId }),
  query: () => "",
  maxBodyBytes: 64 * 1024,
  errors: Catalogue.entries.map(({ tag }) => tag),
  invalidTag: "InvalidLinkRef",
  check: () => undefined,
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
  /** The number of links the page holds, unless it is the last one: from 1 to 20. */
  readonly perPage: number
}

/**
 * The number of links a page can hold at most, from the prose documentation.
 *
 * @since 0.1.0
 * @category constants
 */
export const mostPerPage = 20

/**
 * A link as the API lists it, and its workspace, so that it can be deleted as it is. Nothing else is relied on: the other
 * fields are known from examples alone.
 *
 * @since 0.1.0
 * @category models
 */
export interface ListedLink extends LinkRef {
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
  /** The number of links the workspace has. */
  readonly total: number
  /** True when more pages follow. */
  readonly hasMore: boolean
}

const isLink = (value: unknown): value is { readonly linkId: string } =>
  isObject(value) && typeof value["linkId"] === "string" && value["linkId"] !== ""

// JSON can hold a number beyond all numbers, which JSON cannot write.
const isCount = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0

/** The documented failures that only a request for one link can meet. */
type AboutOneLink = Extract<
  Catalogue.DocumentedEntry,
  { readonly category: "link" } | { readonly tag: "LinkDeleteFailed" }
>

const isListed = (entry: Catalogue.DocumentedEntry): entry is Exclude<Catalogue.DocumentedEntry, AboutOneLink> =>
  entry.category !== "link" && entry.tag !== "LinkDeleteFailed"

const listedErrors = () => Catalogue.entries.filter(isListed).map(({ tag }) => tag)

/**
 * The documented failures of a listing: those that are not about one link.
 *
 * @since 0.1.0
 * @category operations
 */
// Marked for bundlers, which leave it out where nobody uses it.
export const listErrors = /* @__PURE__ */ listedErrors()

/**
 * The tags of the failures that a listing declares.
 *
 * @since 0.1.0
 * @category models
 */
export type ListTag = (typeof listErrors)[number] | "InvalidPageRef"

const checkPage = ({ page, perPage }: PageRef): InvalidInput | undefined => {
  if (!Number.isSafeInteger(page) || page < 1) {
    return { field: "page", problem: `must be a whole number from 1, not ${page}` }
  }
  return Number.isInteger(perPage) && perPage >= 1 && perPage <= mostPerPage
    ? undefined
    : { field: "perPage", problem: `must be a whole number from 1 to ${mostPerPage}, not ${perPage}` }
}

/**
 * `GET /public/workspace/{workspaceId}/links?page=…&per_page=…`, from the prose documentation: the links of a workspace,
 * without those that are deleted.
 *
 * @since 0.1.0
 * @category operations
 */
export const listLinks: Operation<PageRef, LinkPage, ListTag> = {
  method: "GET",
  urlTemplate: "/public/workspace/{workspaceId}/links",
  fieldsOf: ({ workspaceId, page, perPage }) => ({ workspaceId, page, perPage }),
  query: ({ page, perPage }) => `?page=${page}&per_page=${perPage}`,
  // 4 MiB: far more than twenty links take, and far less than would fill the memory. As a literal, since bundlers keep an
  // object with arithmetic in it where nobody uses it.
  maxBodyBytes: 4_194_304,
  errors: listErrors,
  invalidTag: "InvalidPageRef",
  check: checkPage,
  changesState: false,
  confirmedBy: undefined,
  decode: ({ data }, { workspaceId }) => {
    if (
      !isObject(data) ||
      typeof data["workspaceId"] !== "string" ||
      !Array.isArray(data["links"]) ||
      !data["links"].every(isLink) ||
      !isObject(data["pagination"])
    ) {
      return fail({ reason: "UnknownEnvelope", problem: "its body is not a page of links" })
    }
    const { hasMore, total } = data["pagination"]
    if (!isCount(total) || typeof hasMore !== "boolean") {
      return fail({ reason: "UnknownEnvelope", problem: "its body does not say how many links there are" })
    }
    return data["workspaceId"] === workspaceId
      ? succeed({ links: data["links"].map((link) => ({ ...link, workspaceId })), total, hasMore })
      : fail({ reason: "OtherLink", problem: "it lists the links of another workspace" })
  }
}

/**
 * The page after one that was read, or `undefined` where that was the last one. An empty page is the last one whatever it
 * says: a server that always has more would be asked forever.
 *
 * @since 0.1.0
 * @category accessors
 */
export const nextPage = (ref: PageRef, { hasMore, links }: LinkPage): PageRef | undefined =>
  hasMore && links.length > 0 ? { ...ref, page: ref.page + 1 } : undefined
