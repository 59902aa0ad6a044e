/**
 * What `userplane-links list` does. It is loaded when links are listed, and not before.
 *
 * @since 0.1.0
 */
import * as Quota from "@effect-userplane/core/Quota"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ConfigProblem from "./ConfigProblem.js"
import * as ExitCode from "./ExitCode.js"
import type { ListedLink } from "./ListingReply.js"
import { advice, exitCode, type ListLinksError } from "./ListLinksError.js"
import * as NdjsonReport from "./NdjsonReport.js"
import { Output, reportLine, type Sink } from "./Output.js"
import type { OutputFormat } from "./OutputFormat.js"
import * as ProgressLine from "./ProgressLine.js"
import * as RealUserplane from "./RealUserplane.js"
import * as WorkspaceLinks from "./WorkspaceLinks.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  readonly workspaceId: string
  readonly output: Option.Option<OutputFormat>
  readonly sandbox: boolean
}

const linesAtOnce = 500

const writeLines = (results: Sink, workspaceId: string, links: ReadonlyArray<ListedLink>): Effect.Effect<void> =>
  Effect.forEach(
    Arr.chunksOf(links, linesAtOnce),
    (some) =>
      results.write(
        some.map((link) => NdjsonReport.line(Object.assign({ workspaceId }, link, { workspaceId }))).join("")
      ),
    { discard: true }
  )

// What draws tables is loaded only to do so.
const writeTable = (results: Sink, links: ReadonlyArray<ListedLink>): Effect.Effect<void> =>
  Effect.flatMap(
    Effect.promise(() => import("./LinksTable.js")),
    ({ render }) => results.write(render(links, results.columns))
  )

const shifted =
  "Links came or went while they were listed, so that one may be missing. List them again to be sure of all of them."

const explain = (error: ListLinksError): string =>
  `The links of ${error.workspaceId} cannot be listed: ${[error.reason, error.status, error.message].filter((part) => part !== undefined).join(": ")}. ${advice(error)}`

/**
 * Lists the links, and ends with the exit code that says how it went.
 *
 * @since 0.1.0
 * @category handlers
 */
export const handle = ({ output, sandbox, workspaceId }: Options): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const { diagnostics, results } = yield* Output
    const progress = ProgressLine.make(diagnostics)
    const userplane = sandbox
      ? (yield* Effect.promise(() => import("./EmbeddedUserplane.js"))).layer
      : RealUserplane.layerWithHttpClient
    const listing = yield* WorkspaceLinks.list(workspaceId, (listed, total) =>
      progress.show(`${listed} of ${total} links listed …`)
    ).pipe(Effect.ensuring(progress.clear), Effect.provide([userplane, Quota.layerDocumented]))
    const format = Option.getOrElse(output, () => (results.isTerminal ? "table" : "ndjson"))
    yield* format === "ndjson" ? writeLines(results, workspaceId, listing.links) : writeTable(results, listing.links)
    if (listing.shifted) yield* reportLine(shifted)
  }).pipe(
    Effect.catchTags({
      ConfigError: (error) => ExitCode.endedSaying(ConfigProblem.render(error), 2),
      ListLinksError: (error) => ExitCode.endedSaying(explain(error), exitCode(error))
    })
  )
