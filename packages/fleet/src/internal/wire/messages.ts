/** What a worker's server and its clients send each other. */
import { DeleteOutcome } from "@effect-userplane/core/DeleteOutcome"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { FleetUnavailable, RunNotFound } from "../../FleetError.js"

/** A field that is there without a value, and that JSON leaves out. */
const orUndefined = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalToRequired(schema, Schema.UndefinedOr(Schema.typeSchema(schema)), {
    decode: Option.getOrUndefined,
    encode: Option.fromNullable
  })

const statusFields = {
  id: Schema.String,
  user: Schema.String,
  state: Schema.Literal("Cancelled", "Done", "Paused", "Running", "Submitting"),
  concurrency: Schema.Number,
  final: Schema.Number,
  failed: Schema.Number,
  pending: Schema.Number,
  inFlight: Schema.Number,
  pauseReason: orUndefined(Schema.String)
}

export const RunStatus = Schema.Struct(statusFields)

/** A link, whatever its ids are: it is for the client of the API to refuse them. */
export const Link = Schema.Struct({ workspaceId: Schema.String, linkId: Schema.String })

export const RunProgress = Schema.Struct({
  ...statusFields,
  share: Schema.Number,
  rate: Schema.Number,
  waitingFor: orUndefined(
    Schema.Struct({
      reason: Schema.Literal("Key", "Outage", "Pause", "Probe", "Window"),
      window: orUndefined(Schema.Struct({ limit: Schema.Number, duration: Schema.Number })),
      until: orUndefined(Schema.Number),
      message: orUndefined(Schema.String)
    })
  ),
  windows: Schema.Array(Schema.Struct({ limit: Schema.Number, duration: Schema.Number, used: Schema.Number })),
  forecastEnd: orUndefined(Schema.Number),
  owner: orUndefined(Schema.String),
  lastErrors: Schema.Array(Schema.Struct({ at: Schema.Number, tag: Schema.String, message: Schema.String, link: Link }))
})

/** The first line of a submission. Links follow it, one a line. */
export const Submission = Schema.Struct({
  id: Schema.String,
  user: Schema.String,
  concurrency: orUndefined(Schema.Number),
  share: orUndefined(Schema.Number)
})

export const RunUpdate = Schema.Struct({ concurrency: orUndefined(Schema.Number), share: orUndefined(Schema.Number) })

export const NextKey = Schema.Struct({ user: Schema.String, reference: Schema.String })

/** An input that the fleet takes for a mistake of the program. */
export class InvalidInput extends Schema.TaggedError<InvalidInput>("@effect-userplane/fleet/InvalidInput")(
  "InvalidInput",
  { message: Schema.String }
) {}

/** The failures: the body of a response, or the last line of a stream. */
export const Failure = Schema.Union(FleetUnavailable, InvalidInput, RunNotFound)

export type Failure = typeof Failure.Type

/** The status of a response with a failure. */
export const statusOf: { readonly [Tag in Failure["_tag"]]: number } = {
  FleetUnavailable: 503,
  InvalidInput: 400,
  RunNotFound: 404
}

export { DeleteOutcome }
