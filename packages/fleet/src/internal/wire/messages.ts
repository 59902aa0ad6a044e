/** What a worker's server and its clients send each other. */
import { DeleteOutcome } from "@effect-userplane/core/DeleteOutcome"
import type { Line } from "@effect-userplane/core/Journal"
import * as Protocol from "@effect-userplane/protocol/JournalLine"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
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

/** A line of the journal of a submission, as the journal has it. */
export const JournalLine = Schema.transformOrFail(
  Schema.Struct({ journal: Schema.String }),
  Schema.Struct({ line: Schema.declare((line): line is Line => typeof line === "object") }),
  {
    strict: true,
    decode: ({ journal }, _, ast) => {
      const line = Protocol.decode(journal)
      return line === undefined
        ? ParseResult.fail(new ParseResult.Type(ast, journal, "This is no line of a journal"))
        : ParseResult.succeed({ line })
    },
    encode: ({ line }) => ParseResult.succeed({ journal: Protocol.encode(line).trimEnd() })
  }
)

/** The first line of a submission. The lines of its journal follow, and then its links, one a line. */
export const Submission = Schema.Struct({
  id: Schema.String,
  user: Schema.String,
  concurrency: orUndefined(Schema.Number),
  share: orUndefined(Schema.Number),
  hasJournal: Schema.optionalWith(Schema.Boolean, { default: () => false })
})

export const RunUpdate = Schema.Struct({ concurrency: orUndefined(Schema.Number), share: orUndefined(Schema.Number) })

export const NextKey = Schema.Struct({ user: Schema.String, reference: Schema.String })

/** An input that the fleet takes for a mistake of the program. */
export class InvalidInput extends Schema.TaggedError<InvalidInput>("@effect-userplane/fleet/InvalidInput")(
  "InvalidInput",
  { message: Schema.String }
) {}

/** A journal that was submitted belongs to another server or operation. */
export class JournalMismatch extends Schema.TaggedError<JournalMismatch>("@effect-userplane/fleet/JournalMismatch")(
  "JournalMismatch",
  {
    about: Schema.Literal("server", "operation"),
    journal: Schema.String,
    run: Schema.String,
    message: Schema.String
  }
) {}

/** The failures: the body of a response, or the last line of a stream. */
export const Failure = Schema.Union(FleetUnavailable, InvalidInput, JournalMismatch, RunNotFound)

export type Failure = typeof Failure.Type

/** The status of a response with a failure. */
export const statusOf: { readonly [Tag in Failure["_tag"]]: number } = {
  FleetUnavailable: 503,
  InvalidInput: 400,
  JournalMismatch: 409,
  RunNotFound: 404
}

export { DeleteOutcome }
