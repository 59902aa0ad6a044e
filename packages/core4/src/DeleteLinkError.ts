/**
 * Every way in which deleting a link can fail: one class per documented failure, the fallbacks for what is not
 * documented, their union, and predicates over it.
 *
 * No failure holds the request, its headers or the API key, so any of them can be printed, logged, encoded or sent on.
 *
 * @since 0.1.0
 */
import * as Failure from "@effect-userplane/protocol/Failure"
import * as Schema from "effect/Schema"
import * as ErrorCatalogue from "./ErrorCatalogue.js"
import * as Fields from "./internal/model/failureFields.js"

/**
 * The fate of the link after a failed call: `NotDeleted` by this call for certain, or `Unknown`, when an attempt
 * may have been carried out without its answer being seen.
 *
 * @since 0.1.0
 * @category models
 */
export const Outcome = Schema.Literals(["NotDeleted", "Unknown"])

/**
 * The knowledge of a failed call about its link: `NotDeleted` is certain, `Unknown` is not.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome = typeof Outcome.Type

const callFields = {
  /** The workspace that was named in the call. */
  workspaceId: Schema.String,
  /** The link that was named in the call. */
  linkId: Schema.String,
  /** The number of attempts the call had made when it failed. One that could not be sent counts too. */
  attempts: Fields.attempts,
  outcome: Outcome
}

// Each literal has a type parameter of its own: read off a generic entry, it would widen to the union of all entries'.
const documented =
  <Self>() =>
  <
    const Tag extends ErrorCatalogue.Tag,
    const Code extends ErrorCatalogue.Code,
    const Status extends ErrorCatalogue.Status
  >(entry: {
    readonly tag: Tag
    readonly code: Code
    readonly status: Status
  }) =>
    Fields.named(
      entry.tag,
      Schema.TaggedError<Self>(`@effect-userplane/core4/${entry.tag}`)(entry.tag, {
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
 * The link belongs to another workspace.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class LinkWorkspaceMismatch extends documented<LinkWorkspaceMismatch>()(
  ErrorCatalogue.byTag.LinkWorkspaceMismatch
) {}

/**
 * The owner of the API key is neither the link's creator nor an admin or owner of the workspace.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class LinkDeleteForbidden extends documented<LinkDeleteForbidden>()(ErrorCatalogue.byTag.LinkDeleteForbidden) {}

/**
 * There is no such workspace.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class WorkspaceNotFound extends documented<WorkspaceNotFound>()(ErrorCatalogue.byTag.WorkspaceNotFound) {}

/**
 * There is no such link, and never was.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class LinkNotFound extends documented<LinkNotFound>()(ErrorCatalogue.byTag.LinkNotFound) {}

/**
 * The workspace was deleted.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class WorkspaceGone extends documented<WorkspaceGone>()(ErrorCatalogue.byTag.WorkspaceGone) {}

/**
 * The link was deleted before this call.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class LinkGone extends documented<LinkGone>()(ErrorCatalogue.byTag.LinkGone) {}

/**
 * The user's quota is spent. It is shared by all of the user's keys.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class RateLimited extends documented<RateLimited>()(ErrorCatalogue.byTag.RateLimited) {}

/**
 * The server failed while deleting. The link may be deleted or not.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class LinkDeleteFailed extends documented<LinkDeleteFailed>()(ErrorCatalogue.byTag.LinkDeleteFailed) {}

/**
 * The service that verifies API keys is not available. Nothing was deleted.
 *
 * @since 0.1.0
 * @category documented failures
 */
export class ServiceUnavailable extends documented<ServiceUnavailable>()(ErrorCatalogue.byTag.ServiceUnavailable) {}

/**
 * The class of every documented failure. A tag of the catalogue that has no class here is a type error.
 *
 * @since 0.1.0
 * @category documented failures
 */
export const documentedErrors = {
  BadRequest,
  ApiKeyRequired,
  ApiKeyInvalid,
  ApiKeyExpired,
  ApiKeyDisabled,
  NotAMember,
  LinkWorkspaceMismatch,
  LinkDeleteForbidden,
  WorkspaceNotFound,
  LinkNotFound,
  WorkspaceGone,
  LinkGone,
  RateLimited,
  LinkDeleteFailed,
  ServiceUnavailable
} as const satisfies { readonly [T in ErrorCatalogue.Tag]: { readonly Type: { readonly _tag: T } } }

/**
 * An error envelope was understood, but its pair of status and code is not in the catalogue.
 *
 * @since 0.1.0
 * @category fallbacks
 */
export class UndocumentedError extends Fields.named(
  "UndocumentedError",
  Schema.TaggedError<UndocumentedError>("@effect-userplane/core4/UndocumentedError")("UndocumentedError", {
    ...callFields,
    ...Fields.undocumentedFields
  })
) {}

/**
 * The reason a response was not understood.
 *
 * @since 0.1.0
 * @category models
 */
export const UnexpectedReason = Fields.UnexpectedReason

/**
 * The kind of a response that was not understood.
 *
 * @since 0.1.0
 * @category models
 */
export type UnexpectedReason = typeof UnexpectedReason.Type

/**
 * A response came, but it was not understood: a redirect, HTML of a gateway, a body over 64 KiB, broken JSON, an envelope
 * that is not documented, or the confirmation of another link's deletion.
 *
 * @since 0.1.0
 * @category fallbacks
 */
export class UnexpectedResponse extends Fields.named(
  "UnexpectedResponse",
  Schema.TaggedError<UnexpectedResponse>("@effect-userplane/core4/UnexpectedResponse")("UnexpectedResponse", {
    ...callFields,
    ...Fields.unexpectedFields
  })
) {}

/**
 * The reason no response came.
 *
 * - `ConnectionFailed`: no connection was made, so nothing was sent.
 * - `ConnectionLost`: the connection broke before the whole response had arrived.
 * - `Timeout`: the attempt took longer than its timeout.
 * - `ApiKeyUnavailable`: the key could not be had, or cannot be sent in a header, so nothing was sent.
 *
 * @since 0.1.0
 * @category models
 */
export const TransportReason = Fields.TransportReason

/**
 * The stage at which an attempt ended without a whole response.
 *
 * @since 0.1.0
 * @category models
 */
export type TransportReason = typeof TransportReason.Type

/**
 * No response came, or not the whole of it.
 *
 * @since 0.1.0
 * @category fallbacks
 */
export class TransportError extends Fields.named(
  "TransportError",
  Schema.TaggedError<TransportError>("@effect-userplane/core4/TransportError")("TransportError", {
    ...callFields,
    ...Fields.transportFields
  })
) {}

/**
 * The workspace id or the link id cannot be named in a URL without reaching another resource, so nothing was sent.
 *
 * @since 0.1.0
 * @category fallbacks
 */
export class InvalidLinkRef extends Fields.named(
  "InvalidLinkRef",
  Schema.TaggedError<InvalidLinkRef>("@effect-userplane/core4/InvalidLinkRef")("InvalidLinkRef", {
    ...callFields,
    message: Schema.String,
    /** The name of the id that was rejected. */
    field: Schema.Literals(["workspaceId", "linkId"])
  })
) {}

/**
 * The class of every failure: the documented ones, and the fallbacks.
 *
 * @since 0.1.0
 * @category union
 */
export const classes = {
  ...documentedErrors,
  UndocumentedError,
  UnexpectedResponse,
  TransportError,
  InvalidLinkRef
} as const satisfies { readonly [T in Failure.Failure["_tag"]]: { readonly Type: { readonly _tag: T } } }

/**
 * The schema of every failure of `deleteLink`, to encode it, decode it or send it on.
 *
 * @example
 * ```ts
 * import { DeleteLinkError } from "@effect-userplane/core4/DeleteLinkError"
 * import * as Schema from "effect/Schema"
 *
 * const encode = Schema.encodeEffect(DeleteLinkError)
 * ```
 *
 * @since 0.1.0
 * @category union
 */
// Marked for bundlers, which leave it out where nobody uses it: to make it takes as long as ten of these classes.
export const DeleteLinkError = /* @__PURE__ */ Schema.Union(Object.values(classes))

/**
 * Every failure of `deleteLink`.
 *
 * @since 0.1.0
 * @category union
 */
export type DeleteLinkError = typeof DeleteLinkError.Type

/**
 * The documented failures: those that the catalogue lists.
 *
 * @since 0.1.0
 * @category union
 */
export type DocumentedError = Extract<DeleteLinkError, { readonly _tag: ErrorCatalogue.Tag }>

let guard: ((u: unknown) => u is DeleteLinkError) | undefined

/**
 * Tells whether a value is a failure of `deleteLink`.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isDeleteLinkError = (u: unknown): u is DeleteLinkError => {
  // Made at its first use: measured, to make it took a third of what there is to do when a program with `deleteLink` starts.
  guard ??= Schema.is(DeleteLinkError)
  return guard(u)
}

/**
 * Tells whether a failure is a documented one.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isDocumented = <F extends Failure.FailureLike>(
  error: F
): error is Extract<F, { readonly _tag: ErrorCatalogue.Tag }> => Failure.isDocumented(error)

/**
 * The subject of a documented failure; `undefined` for the fallbacks.
 *
 * @since 0.1.0
 * @category predicates
 */
export const category: (error: Failure.FailureLike) => ErrorCatalogue.Category | undefined = Failure.category

/**
 * Tells whether the API key was rejected: `ApiKeyRequired`, `ApiKeyInvalid`, `ApiKeyExpired` or `ApiKeyDisabled`.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isKeyRejected: (error: Failure.FailureLike) => boolean = Failure.isKeyRejected

/**
 * Tells whether the workspace was rejected: `NotAMember`, `WorkspaceNotFound` or `WorkspaceGone`. Every other link of the
 * workspace would meet the same failure.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isWorkspaceRejected: (error: Failure.FailureLike) => boolean = Failure.isWorkspaceRejected

/**
 * Tells whether another attempt can help: `RateLimited`, `ServiceUnavailable`, `LinkDeleteFailed`, `TransportError`, and any
 * other response with status 408, 429 or 5xx except 501 and 505.
 *
 * @example
 * ```ts
 * import { type DeleteLinkError, isRetryable } from "@effect-userplane/core4/DeleteLinkError"
 * import * as Effect from "effect/Effect"
 * import * as Schedule from "effect/Schedule"
 *
 * const threeTimes = Schedule.recurs(3).pipe(
 *   Schedule.setInputType<DeleteLinkError>(),
 *   Schedule.while(({ input }) => Effect.succeed(isRetryable(input)))
 * )
 * ```
 *
 * @since 0.1.0
 * @category predicates
 */
export const isRetryable: (error: Failure.FailureLike) => boolean = Failure.isRetryable

/**
 * Advises the person who meets a failure, in one or two sentences.
 *
 * @since 0.1.0
 * @category rendering
 */
export const advice: (error: Failure.FailureLike & { readonly outcome?: Outcome | undefined }) => string =
  Failure.advice

type AnyClass = new (fields: object) => DeleteLinkError

/**
 * The error of a failure that is given as plain data.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromFailure = ({ _tag, ...fields }: Failure.Failure): DeleteLinkError => {
  // The class of a tag takes the fields of the failure with that tag, which TypeScript cannot tell for all tags at once.
  const Class = classes[_tag] as AnyClass
  return new Class(Fields.withDuration(fields))
}
