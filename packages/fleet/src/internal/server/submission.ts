import { IncomingMessage } from "node:http"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import { Fleet } from "../../Fleet.js"
import * as Lines from "../wire/lines.js"
import * as Wire from "../wire/messages.js"

const Line = Schema.Union(Wire.Submission, Wire.Link)

const invalid = (message: string) => new Wire.InvalidInput({ message })

// Whoever reads no more of it has still to answer: its connection stays open.
const bodyOf = (source: unknown): Stream.Stream<Uint8Array, Wire.InvalidInput> =>
  source instanceof IncomingMessage
    ? NodeStream.fromReadable(
        () => source,
        (error) => invalid(String(error)),
        { closeOnDone: false }
      )
    : Stream.die("The server is not that of Node")

const isLink = Schema.is(Wire.Link)

/** Submits the run that a request names in its first line, with the links of the others, which are read as they are taken in. */
export const submit = Effect.gen(function* () {
  const fleet = yield* Fleet
  const { source } = yield* HttpServerRequest.HttpServerRequest
  const lines = Lines.decode(Line, bodyOf(source)).pipe(
    Stream.mapError(({ message }) => invalid(`A line cannot be read: ${message}`))
  )
  const [first, others] = yield* Stream.peel(lines, Sink.head())
  const submission = Option.getOrUndefined(first)
  if (submission === undefined || isLink(submission))
    return yield* invalid("The first line must name the run and the user")
  const links = Stream.filterMap(others, Option.liftPredicate(isLink))
  return yield* fleet.submit({ ...submission, links })
}).pipe(Effect.scoped)
