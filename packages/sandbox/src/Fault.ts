/**
 * What goes wrong on demand. A fault says what happens; how a broken connection or a slow reply is carried is for the
 * in-process client and the HTTP server to know.
 *
 * All of them are schemas, so that a plan of faults can be written as JSON.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { withDefault } from "./internal/withDefault.js"

/**
 * Whether a request is handled before the fault hides its answer, or never reaches the state machine.
 *
 * @since 0.1.0
 * @category models
 */
export const When = Schema.Literal("BeforeActing", "AfterActing")

/**
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
 * @since 0.1.0
 * @category models
 */
export type Envelope = typeof Envelope.Type

const Headers = Schema.Record({ key: Schema.String, value: Schema.String })

const errorFields = {
  envelope: withDefault(Envelope, "OpenApi"),
  /** Headers of the reply, such as `Retry-After`. */
  headers: withDefault(Headers, {}),
  /** The `data` of the error envelope. */
  data: Schema.optional(Schema.Unknown)
}

/**
 * The service that verifies keys is not available: 503, before the key is looked at. Nothing is counted or deleted.
 *
 * @since 0.1.0
 * @category documented faults
 */
export const ServiceUnavailable = Schema.TaggedStruct("ServiceUnavailable", errorFields)

/**
 * The quota refuses a request whose key is good, as if it were spent: 429.
 *
 * @since 0.1.0
 * @category documented faults
 */
export const RateLimited = Schema.TaggedStruct("RateLimited", errorFields)

/**
 * The deletion of a link that may be deleted fails: 500. With `AfterActing` the link is deleted nonetheless.
 *
 * @since 0.1.0
 * @category documented faults
 */
export const LinkDeleteFailed = Schema.TaggedStruct("LinkDeleteFailed", {
  ...errorFields,
  when: withDefault(When, "BeforeActing")
})

/**
 * An error that the operation did not declare: the envelope with `defined: false`, in the place of the answer.
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
 * A refusal is written in the shape of the prose documentation. It waits for a refusal: a success is not touched.
 *
 * @since 0.1.0
 * @category undocumented faults
 */
export const ProseEnvelope = Schema.TaggedStruct("ProseEnvelope", {})

/**
 * The reply comes late. With `BeforeActing` the request itself waits, and an interrupt within that time leaves everything
 * as it was.
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
 * The request is handled, and then the connection breaks before any byte of the reply.
 *
 * @since 0.1.0
 * @category faults of the connection
 */
export const LostReply = Schema.TaggedStruct("LostReply", {})

/**
 * No reply ever comes, and the connection stays open.
 *
 * @since 0.1.0
 * @category faults of the connection
 */
export const NoReply = Schema.TaggedStruct("NoReply", { when: withDefault(When, "AfterActing") })

/**
 * The connection breaks before the request is handled.
 *
 * @since 0.1.0
 * @category faults of the connection
 */
export const Reset = Schema.TaggedStruct("Reset", {})

/**
 * A gateway answers with an HTML page in place of the API.
 *
 * @since 0.1.0
 * @category faults of the way
 */
export const GatewayHtml = Schema.TaggedStruct("GatewayHtml", {
  /** Default: 502. */
  status: withDefault(Schema.Int.pipe(Schema.between(200, 599)), 502),
  when: withDefault(When, "BeforeActing")
})

/**
 * The reply points elsewhere. The request is not handled.
 *
 * @since 0.1.0
 * @category faults of the way
 */
export const Redirect = Schema.TaggedStruct("Redirect", {
  /** Default: 303. */
  status: withDefault(Schema.Literal(301, 302, 303, 307, 308), 303),
  location: Schema.String
})

/**
 * The reply is valid JSON with a body of this many bytes or a few more.
 *
 * @since 0.1.0
 * @category faults of the body
 */
export const OversizedBody = Schema.TaggedStruct("OversizedBody", {
  /** Default: 1 MiB. */
  bytes: withDefault(Schema.Int.pipe(Schema.nonNegative()), 1024 * 1024)
})

/**
 * The body of the reply never ends.
 *
 * @since 0.1.0
 * @category faults of the body
 */
export const EndlessBody = Schema.TaggedStruct("EndlessBody", {})

/**
 * The body of the reply is the first half of its JSON.
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
 * @since 0.1.0
 * @category union
 */
export type Fault = typeof Fault.Type

/**
 * The faults that the API documents as failures of the server.
 *
 * @since 0.1.0
 * @category union
 */
export type DocumentedFault = Extract<
  Fault,
  { readonly _tag: "ServiceUnavailable" | "RateLimited" | "LinkDeleteFailed" }
>

/**
 * Which requests a fault meets.
 *
 * Faults wait in the order in which they were added, and a request meets at most one: the first that it matches. A fault
 * that does not come to bear (a deletion cannot fail when the key was refused) stays and waits for the next request.
 *
 * @since 0.1.0
 * @category options
 */
export interface Target {
  /** Only requests for this link. Default: every request. */
  readonly linkId?: string | undefined
  /** How many requests meet it: a whole number from 1, or `Infinity`. Default: 1, or `Infinity` with a `probability`. */
  readonly times?: number | undefined
  /** How likely a request meets it, from 0 to 1, drawn from the sandbox's seed. Default: 1. */
  readonly probability?: number | undefined
}
