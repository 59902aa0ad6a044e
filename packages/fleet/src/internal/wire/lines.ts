/** Values as lines of JSON, in both directions. */
import * as Ndjson from "@effect/platform/Ndjson"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Failure } from "./messages.js"

export const contentType = "application/x-ndjson"

/** The time after which a line is sent that says nothing. Clients give up a connection on which nothing comes for minutes. */
const keepAlive = "20 seconds"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Values as lines, each chunk of them at once. */
export const encode = <A, I, E, R>(schema: Schema.Schema<A, I>, values: Stream.Stream<A, E, R>) => {
  const line = Schema.encodeSync(Schema.parseJson(schema))
  return Stream.mapChunks(values, (chunk) =>
    Chunk.of(bytes(Chunk.reduce(chunk, "", (lines, value) => `${lines}${line(value)}\n`)))
  )
}

/** Values as lines, ended by a line with the failure where they fail, with an empty line while there is nothing to say. */
export const encodeWithFailure = <A, I, R>(schema: Schema.Schema<A, I>, values: Stream.Stream<A, Failure, R>) => {
  const lines = Stream.catchAll(encode(schema, values), (failure) => encode(Failure, Stream.succeed(failure)))
  const silence = Stream.repeatEffectWithSchedule(Effect.succeed(bytes("\n")), Schedule.spaced(keepAlive))
  return Stream.merge(lines, silence, { haltStrategy: "left" })
}

/** The values of lines. Empty lines are passed over. */
export const decode = <A, I, E, R>(schema: Schema.Schema<A, I>, body: Stream.Stream<Uint8Array, E, R>) =>
  Stream.pipeThroughChannelOrFail(body, Ndjson.unpackSchema(schema)({ ignoreEmptyLines: true }))

/** The values of lines, whose last one may be a failure. */
export const decodeWithFailure = <A, I, E, R>(schema: Schema.Schema<A, I>, body: Stream.Stream<Uint8Array, E, R>) =>
  decode(Schema.EitherFromUnion({ left: Failure, right: schema }), body).pipe(Stream.mapEffect((either) => either))
