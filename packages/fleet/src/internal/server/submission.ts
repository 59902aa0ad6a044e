import { IncomingMessage } from "node:http"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import { Fleet } from "../../Fleet.js"
import * as Lines from "../wire/lines.js"
import * as Wire from "../wire/messages.js"

const Line = Schema.Union(Wire.Submission, Wire.JournalLine, Wire.Link)

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

type Line = typeof Line.Type

const isLink = (line: Line): line is typeof Wire.Link.Type => "linkId" in line

/**
 * The lines of the journal, and the links after them: one stream that is read in two parts, the first of which ends with the first
 * link.
 */
const inTwo = <E>(lines: Stream.Stream<Line, E>) =>
  Effect.map(Stream.toPull(lines), (pull) => {
    let read = Chunk.empty<Line>()
    const journal = Stream.repeatEffectChunkOption(
      Effect.suspend(() => {
        if (Chunk.isNonEmpty(read)) return Effect.fail(Option.none())
        return Effect.map(pull, (chunk) => {
          const [before, from] = Chunk.splitWhere(chunk, isLink)
          read = from
          return Chunk.filterMap(before, (line) => ("line" in line ? Option.some(line.line) : Option.none()))
        })
      })
    )
    const links = Stream.suspend(() => Stream.concat(Stream.fromChunk(read), Stream.repeatEffectChunkOption(pull)))
    return { journal, links: Stream.filter(links, isLink) }
  })

/**
 * Submits the run that a request names in its first line, with its journal and its links in the others, which are read as they are
 * taken in.
 */
export const submit = Effect.gen(function* () {
  const fleet = yield* Fleet
  const { source } = yield* HttpServerRequest.HttpServerRequest
  const lines = Lines.decode(Line, bodyOf(source)).pipe(
    Stream.mapError(({ message }) => invalid(`A line cannot be read: ${message}`))
  )
  const [first, others] = yield* Stream.peel(lines, Sink.head())
  const submission = Option.getOrUndefined(first)
  if (submission === undefined || !("user" in submission))
    return yield* invalid("The first line must name the run and the user")
  const { hasJournal, ...run } = submission
  const { journal, links } = yield* inTwo(others)
  return yield* fleet.submit({ ...run, links, journal: hasJournal ? journal : undefined })
}).pipe(Effect.scoped)
