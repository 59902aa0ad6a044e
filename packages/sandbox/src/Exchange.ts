/**
 * A request and its reply as the state machine sees them: what happens, without how it is carried. The in-process client
 * and the HTTP server translate from and to these, and so can a carrier of yours.
 *
 * @since 0.1.0
 */
import type * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Data from "effect/Data"
import type * as Redacted from "effect/Redacted"
import type { DocumentedFault, Envelope } from "./Fault.js"

/**
 * What is asked for.
 *
 * - `DeleteLink` and `ListLinks`: the two endpoints. An empty key means that none was sent.
 * - `Malformed`: one of the endpoints, with parameters that cannot be read.
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
 * @since 0.1.0
 * @category requests
 */
export const Operation = Data.taggedEnum<Operation>()

/**
 * A request: what it asks for, and its first line for the log.
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
 * A link as the listing shows it.
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
 * Where a page lies among all of them.
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
 * What the state machine answers. A refusal is one of the documented failures.
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
  Refused: {
    readonly tag: ErrorCatalogue.Tag
    /** In how many milliseconds the quota lets the next request through. */
    readonly retryAfter?: number | undefined
    /** The fault that brought the refusal about. */
    readonly fault?: DocumentedFault | undefined
  }
}>

/**
 * @since 0.1.0
 * @category answers
 */
export const Answer = Data.taggedEnum<Answer>()

/**
 * What becomes of an answer on its way.
 *
 * - `Answered`: it arrives. Errors are in the given envelope.
 * - `Undefined`: the error envelope with `defined: false` arrives in its place.
 * - `Html`, `Redirected`: something else arrives in its place.
 * - `Cut`, `Oversized`, `Endless`: its body arrives damaged.
 * - `Broken`: the connection breaks. `Silent`: nothing ever arrives.
 *
 * @since 0.1.0
 * @category replies
 */
export type Reply = Data.TaggedEnum<{
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
 * @since 0.1.0
 * @category replies
 */
export const Reply = Data.taggedEnum<Reply>()
