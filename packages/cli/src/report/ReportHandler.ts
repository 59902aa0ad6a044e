/**
 * The handler of `userplane-links report`.
 *
 * @since 0.1.0
 */
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import type * as Journal from "@effect-userplane/core/Journal"
import * as JournalFile from "@effect-userplane/core/JournalFile"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as ExitCode from "../command/ExitCode.js"
import type { OutputFormat } from "../command/OutputFormat.js"
import * as NdjsonReporter from "../delete/output/NdjsonReporter.js"
import { Output } from "../terminal/Output.js"
import * as Pipe from "../terminal/Pipe.js"
import * as Statistics from "./Statistics.js"
import * as Summary from "./Summary.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  readonly journal: string
  readonly html: Option.Option<string>
  readonly output: OutputFormat
}

type Failure = Journal.JournalError | Pipe.PipeBroken

// Whatever is no file, such as a pipe, cannot be read at offsets.
const linesOf = (journal: string): Stream.Stream<Journal.Line, Failure, FileSystem.FileSystem> =>
  FileSystem.FileSystem.pipe(
    Effect.flatMap((files) => files.stat(journal)),
    Effect.map(({ type }) => type === "File"),
    // What cannot be found cannot be read either, and that says why.
    Effect.orElseSucceed(() => true),
    Effect.map(
      (isFile): Stream.Stream<Journal.Line, Failure, FileSystem.FileSystem> =>
        isFile ? JournalFile.read(journal) : JournalFile.decode(Pipe.fromPath(journal), journal)
    ),
    Stream.unwrap
  )

// What draws is loaded only to do so.
const writePage = (file: string, journal: string, statistics: Statistics.JournalStatistics) =>
  Effect.gen(function* () {
    const { failures } = yield* Output
    const { render } = yield* Effect.promise(() => import("./page/HtmlReport.js"))
    const page = yield* Effect.promise(() => render(journal, statistics))
    const files = yield* FileSystem.FileSystem
    yield* files.writeFileString(file, page).pipe(
      Pipe.releasedWhenInterrupted(file),
      Effect.catchAll((error) => {
        const sentence = `--html: ${file} could not be written: ${error.message}`
        return ExitCode.ofFileError(error) === 4
          ? Effect.sync(() => failures.note(sentence))
          : ExitCode.endedSaying(sentence, 2)
      })
    )
  })

/**
 * Prints the summary, and writes the page where one is asked for.
 *
 * @since 0.1.0
 * @category handlers
 */
export const handle = ({ html, journal, output }: Options): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const found = yield* Statistics.fromLines(linesOf(journal)).pipe(Pipe.releasedWhenInterrupted(journal))
    if (Option.isNone(found)) return yield* ExitCode.endedSaying(`${journal}: The journal has no line yet.`, 2)
    const statistics = found.value
    if (Option.isSome(html)) yield* writePage(html.value, journal, statistics)
    const { results } = yield* Output
    yield* results.write(output === "ndjson" ? NdjsonReporter.line(statistics) : Summary.render(journal, statistics))
  }).pipe(
    Effect.catchTags({
      JournalCorrupt: ({ message }) => ExitCode.endedSaying(message, 2),
      JournalLocked: ({ message }) => ExitCode.endedSaying(message, 2),
      JournalUnavailable: ({ message }) => ExitCode.endedSaying(message, 2),
      PipeBroken: ({ message }) => ExitCode.endedSaying(`The journal cannot be used: ${message}`, 2)
    }),
    Effect.provide(NodeFileSystem.layer)
  )
