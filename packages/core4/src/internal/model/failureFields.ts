import * as Failure from "@effect-userplane/protocol/Failure"
import * as Duration from "effect/Duration"
import { NodeInspectSymbol } from "effect/Inspectable"
import * as Schema from "effect/Schema"
import { DurationFromMillis } from "./durationFromMillis.js"

// The fields that the failures of all operations have in common. Each operation has classes of its own, which add what its
// calls name.

export const attempts = Schema.Natural

export const TransportReason = Schema.Literals(Failure.transportReasons)

export const UnexpectedReason = Schema.Literals(Failure.unexpectedReasons)

const replyFields = {
  /** The id that the server gave to the last request, when it gave one. */
  requestId: Schema.optional(Schema.String),
  /** The time the server asked to wait, when it did. */
  retryAfter: Schema.optional(DurationFromMillis)
}

const envelopeFields = {
  ...replyFields,
  /** The message of the server. */
  message: Schema.String,
  /** The `data` of the error envelope, when there was any. */
  data: Schema.optional(Schema.Unknown)
}

/** The fields of a documented failure. */
export const documentedFields = <const Code extends string, const Status extends number>(entry: {
  readonly code: Code
  readonly status: Status
}) => ({ ...envelopeFields, code: Schema.Literal(entry.code), status: Schema.Literal(entry.status) })

export const undocumentedFields = { ...envelopeFields, code: Schema.String, status: Schema.Number }

export const unexpectedFields = {
  ...replyFields,
  message: Schema.String,
  reason: UnexpectedReason,
  status: Schema.Number,
  contentType: Schema.optional(Schema.String),
  /** The `Location` of a redirect. It was not followed. */
  location: Schema.optional(Schema.String),
  /** The beginning of the body, at most 2 KiB. */
  body: Schema.String
}

export const transportFields = { message: Schema.String, reason: TransportReason }

/** The fields of a failure as its class has them: plain data has milliseconds in place of a duration. */
export const withDuration = <Fields extends object>(fields: Fields) =>
  "retryAfter" in fields && typeof fields.retryAfter === "number"
    ? { ...fields, retryAfter: Duration.millis(fields.retryAfter) }
    : fields

/**
 * Has an error class show its errors as an `Error` is shown: by the tag and the message, with the stack. Effect names them
 * after the identifier of the class, and prints their fields alone.
 */
export const named = <ErrorClass>(tag: string, errorClass: ErrorClass): ErrorClass => {
  const { prototype }: { readonly prototype: object } = Object(errorClass)
  Object.defineProperties(prototype, { name: { value: tag }, [NodeInspectSymbol]: { value: undefined } })
  return errorClass
}
