/**
 * A request and its response as the sandbox sees them, independent of how they are sent. The in-process client and the HTTP
 * server translate to and from these, and so can a transport of yours.
 *
 * @since 0.1.0
 */
import type * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Data from "effect/Data"
import type * as Redacted from "effect/Redacted"
import type { DocumentedFault, Envelope } from "./Fault.js"

/**
 * The operation that is requested.
 *
 * - `DeleteLink` and `ListLinks`: the two endpoints. An empty key means that none was sent.
 * - `Malformed`: one of the endpoints, with parameters that cannot be decoded.
 * - `UnknownRoute`: neither.
 *
 * @since 0.1.0
 * @category requests
 */
export type Operation = Data.TaggedEnum<{
  DeleteLink: { readonly key: Redacted.Redacted; readonly workspaceId: string; readonly linkId: string }
  ListLinks: {
    readonly key: Redacted.Redacted
    readonly workspaceId: string
    readonly page: number
    readonly perPage: number
  }
  Malformed: { readonly key: Redacted.Redacted }
  UnknownRoute: object
}>

/**
 * The constructors of operations, and `$is` and `$match` over them.
 *
 * @since 0.1.0
 * @category requests
 */
export const Operation = Data.taggedEnum<Operation>()

/**
 * A request: its operation, and its method and path for the log.
 *
 * @since 0.1.0
 * @category requests
 */
export interface Request {
  readonly method: string
  /** The path as it was sent, without the query. */
  readonly path: string
  readonly operation: Operation
}

/**
 * A link as the listing returns it.
 *
 * @since 0.1.0
 * @category answers
 */
export interface LinkDescription {
  readonly linkId: string
  readonly linkTitle: string
  readonly linkType: string
  readonly linkReusable: boolean
  readonly linkProviderType: string
  readonly linkProviderId: string
  readonly linkProviderReference: string
  readonly linkURL: string
  readonly meta: Readonly<Record<string, unknown>>
  /** An ISO 8601 date and time. */
  readonly createdAt: string
  readonly project: { readonly projectId: string; readonly title: string }
  readonly creator: { readonly workspaceMemberId: string; readonly name: string }
  readonly domain: { readonly domainId: string; readonly url: string; readonly status: string }
}

/**
 * The position of a page among all pages.
 *
 * @since 0.1.0
 * @category answers
 */
export interface Pagination {
  /** From 1. */
  readonly page: number
  readonly perPage: number
  readonly total: number
  readonly totalPages: number
  readonly hasMore: boolean
}

/**
 * The answer of the API. `Rejected` is one of the documented failures.
 *
 * @since 0.1.0
 * @category answers
 */
export type Answer = Data.TaggedEnum<{
  Deleted: { readonly workspaceId: string; readonly linkId: string }
  Listed: {
    readonly workspaceId: string
    readonly links: ReadonlyArray<LinkDescription>
    readonly pagination: Pagination
  }
  Rejected: {
    readonly tag: ErrorCatalogue.Tag
    /** The time in milliseconds until the quota allows the next request. */
    readonly retryAfter?: number | undefined
    /** The fault that caused the failure. */
    readonly fault?: DocumentedFault | undefined
  }
}>

/**
 * The constructors of answers, and `$is` and `$match` over them.
 *
 * @since 0.1.0
 * @category answers
 */
export const Answer = Data.taggedEnum<Answer>()

/**
 * The response to a request, or what happens instead.
 *
 * - `Answered`: the answer arrives. Errors are in the given envelope.
 * - `Undefined`: the error envelope with `defined: false` arrives in its place.
 * - `Html`, `Redirected`: a page or a redirect arrives in its place.
 * - `Cut`, `Oversized`, `Endless`: its body arrives damaged.
 * - `Broken`: the connection breaks. `Silent`: nothing ever arrives.
 *
 * @since 0.1.0
 * @category responses
 */
export type Response = Data.TaggedEnum<{
  Answered: {
    readonly answer: Answer
    readonly envelope: Envelope
    readonly headers: Readonly<Record<string, string>>
    readonly data?: unknown
  }
  Undefined: {
    readonly status: number
    readonly code: string
    readonly message: string
    readonly envelope: Envelope
    readonly headers: Readonly<Record<string, string>>
    readonly data?: unknown
  }
  Html: { readonly status: number }
  Redirected: { readonly status: number; readonly location: string }
  Cut: { readonly answer: Answer }
  Oversized: { readonly answer: Answer; readonly bytes: number }
  Endless: { readonly answer: Answer }
  Broken: object
  Silent: object
}>

/**
 * The constructors of responses, and `$is` and `$match` over them.
 *
 * @since 0.1.0
 * @category responses
 */
export const Response = Data.taggedEnum<Response>()
