/**
 * The ways in which an operation can fail, as plain data: exactly what the error classes of the clients encode to.
 *
 * The predicates take anything of this shape, so that they serve the error classes as well.
 *
 * @since 0.1.0
 */
import * as Catalogue from "./Catalogue.js"
import type { LinkRef } from "./LinkRef.js"

/**
 * The state of the link after a failed call: `NotDeleted` by this call for certain, or `Unknown`, when an attempt may have
 * been carried out without its response being seen.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome = "NotDeleted" | "Unknown"

/**
 * The fields of every failure.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallFields {
  /** The number of attempts the call had made when it failed. One that could not be sent counts too. */
  readonly attempts: number
  readonly outcome: Outcome
  readonly message: string
}

/**
 * The fields of every failure that came as a response.
 *
 * @since 0.1.0
 * @category models
 */
export interface ResponseFields {
  readonly status: number
  /** The id that the server gave to the last request, when it gave one. */
  readonly requestId?: string
  /** The time the server asked to wait, in milliseconds, when it did. */
  readonly retryAfter?: number
}

/**
 * The tags of the failures for what cannot be asked for: a link that cannot be named, or a page.
 *
 * @since 0.1.0
 * @category models
 */
export type InvalidTag = "InvalidLinkRef" | "InvalidPageRef"

/**
 * The tags that an operation declares: those of its documented failures, and the one for what cannot be asked for. Any
 * operation can meet the other failures.
 *
 * @since 0.1.0
 * @category models
 */
export type DeclaredTag = Catalogue.Tag | InvalidTag

/**
 * A failure that the catalogue lists.
 *
 * @since 0.1.0
 * @category models
 */
export interface Documented<T extends Catalogue.Tag = Catalogue.Tag> extends CallFields, ResponseFields {
  readonly _tag: T
  readonly code: string
  /** The `data` of the error envelope, when there was any. */
  readonly data?: unknown
}

/**
 * An error envelope whose pair of status and code is not in the catalogue.
 *
 * @since 0.1.0
 * @category models
 */
export interface Undocumented extends CallFields, ResponseFields {
  readonly _tag: "UndocumentedError"
  readonly code: string
  /** The `data` of the error envelope, when there was any. */
  readonly data?: unknown
}

/**
 * The reasons why a response was not understood.
 *
 * @since 0.1.0
 * @category models
 */
export const unexpectedReasons = [
  "Redirect",
  "UndocumentedStatus",
  "NotJson",
  "BodyTooLarge",
  "UnknownEnvelope",
  "OtherLink"
] as const

/**
 * The kind of a response that was not understood.
 *
 * @since 0.1.0
 * @category models
 */
export type UnexpectedReason = (typeof unexpectedReasons)[number]

/**
 * A response that was not understood.
 *
 * @since 0.1.0
 * @category models
 */
export interface Unexpected extends CallFields, ResponseFields {
  readonly _tag: "UnexpectedResponse"
  readonly reason: UnexpectedReason
  readonly contentType?: string
  /** The `Location` of a redirect. It was not followed. */
  readonly location?: string
  /** The beginning of the body, at most 2 KiB. */
  readonly body: string
}

/**
 * The reasons why no response came.
 *
 * - `ConnectionFailed`: no connection was made, so nothing was sent.
 * - `ConnectionLost`: the connection broke before the whole response had arrived.
 * - `Timeout`: the attempt took longer than its timeout.
 * - `ApiKeyUnavailable`: the key could not be had, or cannot be sent in a header, so nothing was sent.
 *
 * @since 0.1.0
 * @category models
 */
export const transportReasons = ["ConnectionFailed", "ConnectionLost", "Timeout", "ApiKeyUnavailable"] as const

/**
 * The stage at which an attempt ended without a whole response.
 *
 * @since 0.1.0
 * @category models
 */
export type TransportReason = (typeof transportReasons)[number]

/**
 * No response came, or not the whole of it.
 *
 * @since 0.1.0
 * @category models
 */
export interface NoReply extends CallFields {
  readonly _tag: "TransportError"
  readonly reason: TransportReason
}

/**
 * An id that cannot be named in a URL without reaching another resource, or a page that the API does not have. Nothing was
 * sent.
 *
 * @since 0.1.0
 * @category models
 */
export interface InvalidRef<T extends InvalidTag = InvalidTag> extends CallFields {
  readonly _tag: T
  /** The field of the input that was rejected. */
  readonly field: string
}

/**
 * A failure, without the input of its call.
 *
 * @since 0.1.0
 * @category models
 */
export type AnyFailure<T extends DeclaredTag = DeclaredTag> =
  | Documented<Extract<T, Catalogue.Tag>>
  | Undocumented
  | Unexpected
  | NoReply
  | InvalidRef<Extract<T, InvalidTag>>

/**
 * A failure of an operation, with the input of its call. Without types of its own, it is one of a deletion.
 *
 * @since 0.1.0
 * @category models
 */
export type Failure<Input = LinkRef, T extends DeclaredTag = Catalogue.Tag | "InvalidLinkRef"> = Input & AnyFailure<T>

/**
 * The part of a failure that the predicates read.
 *
 * @since 0.1.0
 * @category models
 */
export type FailureLike =
  | { readonly _tag: "TransportError"; readonly reason: TransportReason; readonly status?: undefined }
  | { readonly _tag: InvalidTag; readonly status?: undefined }
  | { readonly _tag: Catalogue.Tag | "UndocumentedError" | "UnexpectedResponse"; readonly status: number }

const entryOf = ({ _tag }: FailureLike): Catalogue.DocumentedEntry | undefined =>
  Catalogue.isTag(_tag) ? Catalogue.byTag[_tag] : undefined

/**
 * Tells whether a failure is one that the catalogue lists.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isDocumented = <F extends FailureLike>(failure: F): failure is F & { readonly _tag: Catalogue.Tag } =>
  entryOf(failure) !== undefined

/**
 * The subject of a documented failure; `undefined` for the others.
 *
 * @since 0.1.0
 * @category predicates
 */
export const category = (failure: FailureLike): Catalogue.Category | undefined => entryOf(failure)?.category

/**
 * Tells whether the API key was rejected: a documented failure about the key, such as `ApiKeyExpired`.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isKeyRejected = (failure: FailureLike): boolean => category(failure) === "key"

/**
 * Tells whether another key may help: the key was rejected. `ApiKeyRequired` does not say so, since no key was sent at all.
 *
 * @since 0.1.0
 * @category predicates
 */
export const anotherKeyMayHelp = (failure: FailureLike): boolean =>
  isKeyRejected(failure) && failure._tag !== "ApiKeyRequired"

/**
 * Tells whether the workspace was rejected: a documented failure about the workspace, such as `NotAMember`. Every other
 * link of the workspace would meet the same failure.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isWorkspaceRejected = (failure: FailureLike): boolean => category(failure) === "workspace"

/**
 * Tells whether the server said that the quota is spent: any response with status 429.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isRateLimited = (failure: FailureLike): boolean => failure.status === 429

const gatewayStatuses: ReadonlySet<number> = new Set([502, 503, 504])

/**
 * Tells whether nobody answered, or only a gateway: several such failures in a row are an outage. A key that could not
 * be had says nothing of the service.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isUnanswered = (failure: FailureLike): boolean =>
  failure._tag === "TransportError"
    ? failure.reason !== "ApiKeyUnavailable"
    : failure.status !== undefined && gatewayStatuses.has(failure.status)

const neverImplemented: ReadonlySet<number> = new Set([501, 505])

const isRetryableStatus = (status: number): boolean =>
  status === 408 || status === 429 || (status >= 500 && status <= 599 && !neverImplemented.has(status))

/**
 * Tells whether another attempt can help: a documented failure that the catalogue calls retryable, such as `RateLimited`;
 * `TransportError`; and any other response with status 408, 429 or 5xx except 501 and 505.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isRetryable = (failure: FailureLike): boolean =>
  entryOf(failure)?.retryable ??
  (failure._tag === "TransportError" || (failure.status !== undefined && isRetryableStatus(failure.status)))

// 501 and 505 say that the server does not do such things, 503 that it did not begin. The other server errors say that it
// broke somewhere on the way, and any 2xx that something was done.
const untouched: ReadonlySet<number> = new Set([501, 503, 505])

/**
 * Tells whether a request may have been carried out although its response, of this status, does not confirm it.
 *
 * @since 0.1.0
 * @category predicates
 */
export const mayHaveBeenCarriedOut = (status: number): boolean =>
  (status >= 200 && status <= 299) || (status >= 500 && status <= 599 && !untouched.has(status))

const transportAdvice: { readonly [R in TransportReason]: string } = {
  ConnectionFailed: "Check the network and the base URL.",
  ConnectionLost: "Run it again: a link that was deleted after all answers that it is gone.",
  Timeout: "Run it again, or allow more time: a link that was deleted after all answers that it is gone.",
  ApiKeyUnavailable: "Check where the key comes from."
}

/** The advice where nothing can have changed. */
const readingAdvice: { readonly [R in TransportReason]: string } = {
  ...transportAdvice,
  ConnectionLost: "Run it again.",
  Timeout: "Run it again, or allow more time."
}

/**
 * Advises the person who meets a failure, in one or two sentences. A failure without an outcome is one of an
 * operation that changes nothing.
 *
 * @since 0.1.0
 * @category rendering
 */
export const advice = (failure: FailureLike & { readonly outcome?: Outcome | undefined }): string => {
  switch (failure._tag) {
    case "UndocumentedError":
      return "The API answered with an error that is not documented. Read its message, and report it to the provider."
    case "UnexpectedResponse":
      return "Check the base URL, and whether a proxy or gateway answered in place of the API."
    case "TransportError":
      return (failure.outcome === undefined ? readingAdvice : transportAdvice)[failure.reason]
    case "InvalidLinkRef":
      return "Correct the id. Nothing was sent."
    case "InvalidPageRef":
      return "Correct the workspace id or the page. Nothing was sent."
    case "LinkGone":
      // In doubt where the transport may have repeated the request.
      return failure.outcome === "Unknown"
        ? "Nothing to do: the link is deleted, by this call or before it."
        : Catalogue.byTag.LinkGone.advice
    default:
      return Catalogue.byTag[failure._tag].advice
  }
}
