import * as Schema from "effect/Schema"
import { Confirmation } from "../../DeletedLink.js"

const fields = {
  /** The version of the line's schema. */
  v: Schema.Literal(1),
  /** When it was written. */
  at: Schema.DateTimeUtc
}

const requestFields = {
  ...fields,
  workspaceId: Schema.String,
  linkId: Schema.String,
  /** Which request for the link this is, over all runs: from 1. */
  attempt: Schema.NonNegativeInt
}

/**
 * A run starts or resumes.
 *
 * @since 0.1.0
 * @category lines
 */
export const Run = Schema.Struct({
  ...fields,
  type: Schema.Literal("run"),
  /** The base URL that the run sends its requests to, normalised. Older journals do not name it. */
  server: Schema.optional(Schema.String),
  /** The operation that is asked for, by its id in the OpenAPI document. Older journals do not name it. */
  operation: Schema.optional(Schema.String),
  /** The windows of the quota, durations in milliseconds. */
  windows: Schema.Array(Schema.Struct({ limit: Schema.Int, millis: Schema.Number })),
  /** How many requests may be under way at a time. */
  concurrency: Schema.Int
})

/**
 * @since 0.1.0
 * @category lines
 */
export type Run = typeof Run.Type

/**
 * A request is about to be sent.
 *
 * @since 0.1.0
 * @category lines
 */
export const Sending = Schema.Struct({ ...requestFields, type: Schema.Literal("sending") })

/**
 * @since 0.1.0
 * @category lines
 */
export type Sending = typeof Sending.Type

/**
 * What became of a request.
 *
 * @since 0.1.0
 * @category lines
 */
export const Outcome = Schema.Struct({
  ...requestFields,
  type: Schema.Literal("outcome"),
  /** `Deleted`, `Interrupted`, or the tag of the failure. */
  tag: Schema.NonEmptyString,
  /** What is known of the link by now. */
  outcome: Schema.Literal("Deleted", "NotDeleted", "Unknown"),
  /** Whether this is the last word on the link: a run that goes on does not ask again. */
  settled: Schema.Boolean,
  /** How long the request took, in milliseconds. */
  millis: Schema.NonNegative,
  /** The HTTP status, when there was a reply. */
  status: Schema.optional(Schema.Int),
  /** How it is known that the link was deleted. */
  confirmation: Schema.optional(Confirmation),
  /** How long the server asked to wait, in milliseconds, when it did. */
  retryAfter: Schema.optional(Schema.Number),
  /** The beginning of the message of a failure. */
  message: Schema.optional(Schema.String)
})

/**
 * @since 0.1.0
 * @category lines
 */
export type Outcome = typeof Outcome.Type

/**
 * A line of the journal.
 *
 * @since 0.1.0
 * @category lines
 */
export const Line = Schema.Union(Run, Sending, Outcome)

/**
 * @since 0.1.0
 * @category lines
 */
export type Line = typeof Line.Type

/** A line as text, its end included. */
export const encode: (line: Line) => string = (
  (encodeLine) => (line: Line) =>
    `${encodeLine(line)}\n`
)(Schema.encodeSync(Schema.parseJson(Line)))

/** A line from its text, without its end. */
export const decode = Schema.decodeEither(Schema.parseJson(Line))
