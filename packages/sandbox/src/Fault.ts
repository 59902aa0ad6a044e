/**
 * Faults on demand. A fault says what happens; how a connection breaks or a response is delayed is up to the in-process client
 * and the HTTP server.
 *
 * All faults are schemas, so that a list of them can be written as JSON.
 *
 * @since 0.1.0
 */
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { withDefault } from "./internal/withDefault.js"

/**
 * The time of a fault: before the request is carried out, which then does not happen, or after it.
 *
 * @since 0.1.0
 * @category models
 */
export const When = Schema.Literal("BeforeActing", "AfterActing")

/**
 * `BeforeActing`, when the link stays, or `AfterActing`, when it is deleted although the response says otherwise.
 *
 * @since 0.1.0
 * @category models
 */
export type When = typeof When.Type

/**
 * The shape of an error envelope: that of the OpenAPI document, or that of the prose documentation
 * (`{ "error": …, "message": … }`).
 *
 * @since 0.1.0
 * @category models
 */
export const Envelope = Schema.Literal("OpenApi", "Prose")

/**
 * `OpenApi`, where the code is `code`, or `Prose`, where it is `error`.
 *
 * @since 0.1.0
 * @category models
 */
export type Envelope = typeof Envelope.Type

const Headers = Schema.Record({ key: Schema.String, value: Schema.String })

const errorFields = {
  envelope: withDefault(Envelope, "OpenApi"),
  /** Headers of the response, such as `Retry-After`. */
  headers: withDefault(Headers, {}),
  /** The `data` of the error envelope. */
  data: Schema.optional(Schema.Unknown)
}

/**
 * The service that verifies keys is not available: 503, before the key is checked. Nothing is counted or deleted.
 *
 * @since 0.1.0
 * @category documented faults
 */
export const ServiceUnavailable = Schema.TaggedStruct("ServiceUnavailable", errorFields)

/**
 * A request with a valid key is rate-limited, as if the quota were spent: 429.
 *
 * @since 0.1.0
 * @category documented faults
 */
export const RateLimited = Schema.TaggedStruct("RateLimited", errorFields)

/**
 * An allowed deletion fails: 500. With `AfterActing` the link is deleted nonetheless.
 *
 * @since 0.1.0
 * @category documented faults
 */
export const LinkDeleteFailed = Schema.TaggedStruct("LinkDeleteFailed", {
  ...errorFields,
  when: withDefault(When, "BeforeActing")
})

/**
 * Any documented failure, at its place in the order of `Precedence`: one that comes before it is the answer instead, and the
 * fault waits. Nothing is deleted.
 *
 * @since 0.1.0
 * @category documented faults
 */
export const DocumentedFailure = Schema.TaggedStruct("DocumentedFailure", {
  ...errorFields,
  tag: Schema.Literal(...ErrorCatalogue.entries.map(({ tag }) => tag))
})

/**
 * An error that the operation does not declare: the envelope with `defined: false` instead of the answer.
 *
 * @since 0.1.0
 * @category undocumented faults
 */
export const UndefinedError = Schema.TaggedStruct("UndefinedError", {
  ...errorFields,
  /** Default: 500. */
  status: withDefault(Schema.Int.pipe(Schema.between(400, 599)), 500),
  code: withDefault(Schema.String, "INTERNAL_SERVER_ERROR"),
  message: withDefault(Schema.String, "Internal server error"),
  when: withDefault(When, "BeforeActing")
})

/**
 * The next documented failure has the shape of the prose documentation. A success is not changed, and the fault waits.
 *
 * @since 0.1.0
 * @category undocumented faults
 */
export const ProseEnvelope = Schema.TaggedStruct("ProseEnvelope", {})

/**
 * The response is late. With `BeforeActing` the request itself waits, and an interrupt within that time leaves everything as
 * it was.
 *
 * @since 0.1.0
 * @category faults of the connection
 */
export const Slow = Schema.TaggedStruct("Slow", {
  /** Finite. In milliseconds where it is JSON. */
  delay: Schema.DurationFromMillis.pipe(Schema.filter(Duration.isFinite)),
  when: withDefault(When, "AfterActing")
})

/**
 * The request is carried out, and then the connection breaks before any byte of the response.
 *
 * @since 0.1.0
 * @category faults of the connection
 */
export const LostReply = Schema.TaggedStruct("LostReply", {})

/**
 * No response ever arrives, and the connection stays open.
 *
 * @since 0.1.0
 * @category faults of the connection
 */
export const NoReply = Schema.TaggedStruct("NoReply", { when: withDefault(When, "AfterActing") })

/**
 * The connection breaks before the request is carried out.
 *
 * @since 0.1.0
 * @category faults of the connection
 */
export const Reset = Schema.TaggedStruct("Reset", {})

/**
 * A gateway responds with an HTML page instead of the API.
 *
 * @since 0.1.0
 * @category faults of a gateway
 */
export const GatewayHtml = Schema.TaggedStruct("GatewayHtml", {
  /** Default: 502. */
  status: withDefault(Schema.Int.pipe(Schema.between(200, 599)), 502),
  when: withDefault(When, "BeforeActing")
})

/**
 * The response is a redirect. The request is not carried out.
 *
 * @since 0.1.0
 * @category faults of a gateway
 */
export const Redirect = Schema.TaggedStruct("Redirect", {
  /** Default: 303. */
  status: withDefault(Schema.Literal(301, 302, 303, 307, 308), 303),
  location: Schema.String
})

/**
 * The response is valid JSON with a body of at least this many bytes.
 *
 * @since 0.1.0
 * @category faults of the body
 */
export const OversizedBody = Schema.TaggedStruct("OversizedBody", {
  /** Default: 1 MiB. */
  bytes: withDefault(Schema.Int.pipe(Schema.nonNegative()), 1024 * 1024)
})

/**
 * The body of the response never ends.
 *
 * @since 0.1.0
 * @category faults of the body
 */
export const EndlessBody = Schema.TaggedStruct("EndlessBody", {})

/**
 * The body of the response is the first half of its JSON.
 *
 * @since 0.1.0
 * @category faults of the body
 */
export const CutJson = Schema.TaggedStruct("CutJson", {})

/**
 * Any fault.
 *
 * @example
 * ```ts
 * import * as Fault from "@effect-userplane/sandbox/Fault"
 * import * as Schema from "effect/Schema"
 *
 * const written = Fault.RateLimited.make({ headers: { "retry-after": "3" } })
 *
 * const read = Schema.decodeUnknown(Fault.Fault)({ _tag: "Slow", delay: 5000 })
 * ```
 *
 * @since 0.1.0
 * @category union
 */
export const Fault = Schema.Union(
  ServiceUnavailable,
  RateLimited,
  LinkDeleteFailed,
  DocumentedFailure,
  UndefinedError,
  ProseEnvelope,
  Slow,
  LostReply,
  NoReply,
  Reset,
  GatewayHtml,
  Redirect,
  OversizedBody,
  EndlessBody,
  CutJson
)

/**
 * A fault with its defaults filled in.
 *
 * @since 0.1.0
 * @category union
 */
export type Fault = typeof Fault.Type

/**
 * Any fault as JSON: `{ _tag: "Slow", delay: 5000 }`.
 *
 * @since 0.1.0
 * @category union
 */
export type FaultJson = typeof Fault.Encoded

/**
 * The faults that the API documents as failures.
 *
 * @since 0.1.0
 * @category union
 */
export type DocumentedFault = Extract<
  Fault,
  { readonly _tag: "ServiceUnavailable" | "RateLimited" | "LinkDeleteFailed" | "DocumentedFailure" }
>

/**
 * The requests that a fault applies to.
 *
 * Faults wait in the order in which they were added, and a request meets at most one: the first that it matches. A fault
 * without effect (a deletion cannot fail when the key was rejected) stays and waits for the next request.
 *
 * @since 0.1.0
 * @category options
 */
export interface Target {
  /** Only requests for this link. Default: every request. */
  readonly linkId?: string | undefined
  /** The number of requests that meet it: a whole number from 1, or `Infinity`. Default: 1, or `Infinity` with a `probability`. */
  readonly times?: number | undefined
  /** The probability that a request meets it, from 0 to 1, drawn from the sandbox's seed. Default: 1. */
  readonly probability?: number | undefined
}
