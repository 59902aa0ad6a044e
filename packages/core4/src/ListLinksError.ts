/**
 * Every way in which listing links can fail: one class per documented failure, the fallbacks for what is not documented,
 * and their union.
 *
 * The tags are those of `DeleteLinkError`, so that one `Effect.catchTag` serves both operations, and the predicates there
 * take these failures, too. In place of a link, a failure names the page; it has no outcome, since a listing changes
 * nothing. No failure holds the request, its headers or the API key.
 *
 * @since 0.1.0
 */
import type * as Failure from "@effect-userplane/protocol/Failure"
import type { ListTag, PageRef } from "@effect-userplane/protocol/Links"
import * as Schema from "effect/Schema"
import * as ErrorCatalogue from "./ErrorCatalogue.js"
import * as Fields from "./internal/model/failureFields.js"

const callFields = {
  /** The workspace that was named in the call. */
  workspaceId: Schema.String,
  /** The page that was asked for. */
  page: Schema.Number,
  /** The number of links that were asked for. */
  perPage: Schema.Number,
  /** The number of attempts the call had made when it failed. One that could not be sent counts too. */
  attempts: Fields.attempts
}

/** The tags of the documented failures of a listing. */
type Tag = Extract<ListTag, ErrorCatalogue.Tag>

// Each literal has a type parameter of its own: read off a generic entry, it would widen to the union of all entries'.
const documented =
  <Self>() =>
  <const T extends Tag, const Code extends ErrorCatalogue.Code, const Status extends ErrorCatalogue.Status>(entry: {
    readonly tag: T
    readonly code: Code
    readonly status: Status
  }) =>
    Fields.named(
      entry.tag,
      Schema.TaggedError<Self>(`@effect-userplane/core4/ListLinksError/${entry.tag}`)(entry.tag, {
        ...callFields,
        ...Fields.documentedFields(entry)
      })
    )

/**
 * The request was refused as malformed.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class BadRequest extends documented<BadRequest>()(ErrorCatalogue.byTag.BadRequest) {}

/**
 * No API key was sent.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class ApiKeyRequired extends documented<ApiKeyRequired>()(ErrorCatalogue.byTag.ApiKeyRequired) {}

/**
 * The API key is not known, or was rotated.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class ApiKeyInvalid extends documented<ApiKeyInvalid>()(ErrorCatalogue.byTag.ApiKeyInvalid) {}

/**
 * The API key has expired.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class ApiKeyExpired extends documented<ApiKeyExpired>()(ErrorCatalogue.byTag.ApiKeyExpired) {}

/**
 * The API key is disabled.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class ApiKeyDisabled extends documented<ApiKeyDisabled>()(ErrorCatalogue.byTag.ApiKeyDisabled) {}

/**
 * The owner of the API key is not a member of the workspace.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class NotAMember extends documented<NotAMember>()(ErrorCatalogue.byTag.NotAMember) {}

/**
 * There is no such workspace.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class WorkspaceNotFound extends documented<WorkspaceNotFound>()(ErrorCatalogue.byTag.WorkspaceNotFound) {}

/**
 * The workspace was deleted.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class WorkspaceGone extends documented<WorkspaceGone>()(ErrorCatalogue.byTag.WorkspaceGone) {}

/**
 * The user's quota is spent. It is shared by all of the user's keys.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class RateLimited extends documented<RateLimited>()(ErrorCatalogue.byTag.RateLimited) {}

/**
 * The service that verifies API keys is not available.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class ServiceUnavailable extends documented<ServiceUnavailable>()(ErrorCatalogue.byTag.ServiceUnavailable) {}

/**
 * An error envelope was understood, but its pair of status and code is not one that is documented for a listing.
 *
 * @since 0.1.0
 * @category fallbacks
 */
export class UndocumentedError extends Fields.named(
  "UndocumentedError",
  Schema.TaggedError<UndocumentedError>("@effect-userplane/core4/ListLinksError/UndocumentedError")(
    "UndocumentedError",
    { ...callFields, ...Fields.undocumentedFields }
  )
) {}

/**
 * A response came, but it was not understood: a redirect, HTML of a gateway, a body over 4 MiB, broken JSON, an envelope
 * that is not documented, or the links of another workspace.
 *
 * @since 0.1.0
 * @category fallbacks
 */
export class UnexpectedResponse extends Fields.named(
  "UnexpectedResponse",
  Schema.TaggedError<UnexpectedResponse>("@effect-userplane/core4/ListLinksError/UnexpectedResponse")(
    "UnexpectedResponse",
    { ...callFields, ...Fields.unexpectedFields }
  )
) {}

/**
 * No response came, or not the whole of it.
 *
 * @since 0.1.0
 * @category fallbacks
 */
export class TransportError extends Fields.named(
  "TransportError",
  Schema.TaggedError<TransportError>("@effect-userplane/core4/ListLinksError/TransportError")("TransportError", {
    ...callFields,
    ...Fields.transportFields
  })
) {}

/**
 * The workspace id cannot be named in a URL without reaching another resource, or the API has no such page, so nothing was
 * sent.
 *
 * @since 0.1.0
 * @category fallbacks
 */
export class InvalidPageRef extends Fields.named(
  "InvalidPageRef",
  Schema.TaggedError<InvalidPageRef>("@effect-userplane/core4/ListLinksError/InvalidPageRef")("InvalidPageRef", {
    ...callFields,
    message: Schema.String,
    /** The part that was rejected. */
    field: Schema.Literals(["workspaceId", "page", "perPage"])
  })
) {}

/**
 * The class of every failure: the documented ones, and the fallbacks. A tag that the listing declares and that has no class
 * here is a type error.
 *
 * @since 0.1.0
 * @category union
 */
export const classes = {
  BadRequest,
  ApiKeyRequired,
  ApiKeyInvalid,
  ApiKeyExpired,
  ApiKeyDisabled,
  NotAMember,
  WorkspaceNotFound,
  WorkspaceGone,
  RateLimited,
  ServiceUnavailable,
  UndocumentedError,
  UnexpectedResponse,
  TransportError,
  InvalidPageRef
} as const satisfies { readonly [T in Failure.AnyFailure<ListTag>["_tag"]]: { readonly Type: { readonly _tag: T } } }

/**
 * The schema of every failure of a listing, to encode it, decode it or send it on.
 *
 * @since 0.1.0
 * @category union
 */
export const ListLinksError = /* @__PURE__ */ Schema.Union(Object.values(classes))

/**
 * Every failure of a listing.
 *
 * @since 0.1.0
 * @category union
 */
export type ListLinksError = typeof ListLinksError.Type

let guard: ((u: unknown) => u is ListLinksError) | undefined

/**
 * Tells whether a value is a failure of a listing.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isListLinksError = (u: unknown): u is ListLinksError => {
  // Made at its first use, as that of `DeleteLinkError` is.
  guard ??= Schema.is(ListLinksError)
  return guard(u)
}

type AnyClass = new (fields: object) => ListLinksError

/**
 * The error of a failure that is given as plain data.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromFailure = ({ _tag, outcome: _, ...fields }: Failure.Failure<PageRef, ListTag>): ListLinksError => {
  // The class of a tag takes the fields of the failure with that tag, which TypeScript cannot tell for all tags at once.
  const Class = classes[_tag] as AnyClass
  return new Class(Fields.withDuration(fields))
}
