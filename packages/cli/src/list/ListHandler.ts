/**
 * The handler of `userplane-links list`, loaded only when links are listed.
 *
 * @since 0.1.0
 */
import { advice, isKeyRejected, isWorkspaceRejected } from "@effect-userplane/core/DeleteLinkError"
import type { ListedLink } from "@effect-userplane/core/Links"
import type { ListLinksError } from "@effect-userplane/core/ListLinksError"
import * as Quota from "@effect-userplane/core/Quota"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ConfigErrorMessage from "../command/ConfigErrorMessage.js"
import * as ExitCode from "../command/ExitCode.js"
import type { OutputFormat } from "../command/OutputFormat.js"
import * as NdjsonReporter from "../delete/output/NdjsonReporter.js"
import * as Telemetry from "../telemetry/Telemetry.js"
import { Output, reportLine, type Sink } from "../terminal/Output.js"
import * as ProgressLine from "../terminal/ProgressLine.js"
import * as UserplaneLive from "../userplane/UserplaneLive.js"
import * as Age from "./Age.js"
import * as LinkFilter from "./LinkFilter.js"
import * as Listing from "./Listing.js"
import * as ListingNotes from "./ListingNotes.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  readonly workspaceId: string
  readonly olderThan: Option.Option<Age.Age>
  readonly creator: Option.Option<string>
  readonly project: Option.Option<string>
  readonly type: Option.Option<string>
  readonly limit: Option.Option<number>
  readonly output: Option.Option<OutputFormat>
  readonly sandbox: boolean
}

const linesAtOnce = 500

const writeLines = (results: Sink, workspaceId: string, links: ReadonlyArray<ListedLink>): Effect.Effect<void> =>
  Effect.forEach(
    Arr.chunksOf(links, linesAtOnce),
    (some) => results.write(some.map((link) => NdjsonReporter.line(Object.assign({ workspaceId }, link))).join("")),
    { discard: true }
  )

// What draws tables is loaded only to do so.
const writeTable = (results: Sink, links: ReadonlyArray<ListedLink>): Effect.Effect<void> =>
  Effect.flatMap(
    Effect.promise(() => import("./LinksTable.js")),
    ({ render }) => results.write(render(links, results.columns))
  )

const explain = (error: ListLinksError): string => {
  const reason = "status" in error ? [error._tag, error.status, error.message] : [error._tag, error.message]
  return `The links of ${error.workspaceId} cannot be listed: ${reason.join(": ")}. ${advice(error)}`
}

const exitCodeOf = (error: ListLinksError): ExitCode.ExitCode => {
  if (error._tag === "InvalidPageRef") return 2
  return isKeyRejected(error) || isWorkspaceRejected(error) ? 3 : 1
}

/** The filter. A future date is rejected: every link was created before it, and the list may be given to `delete -`. */
const filterOf = ({ creator, olderThan, project, type }: Options) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const createdBefore = Option.getOrUndefined(Option.map(olderThan, (age) => Age.before(age, now)))
    return createdBefore !== undefined && createdBefore > now
      ? yield* ExitCode.endedSaying("--older-than: The date is yet to come. Nothing was listed.", 2)
      : {
          createdBefore,
          creator: Option.getOrUndefined(creator),
          project: Option.getOrUndefined(project),
          type: Option.getOrUndefined(type)
        }
  })

/**
 * Lists the links, and ends with the exit code that says how it went.
 *
 * @since 0.1.0
 * @category handlers
 */
export const handle = (options: Options): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const { output, sandbox, workspaceId } = options
    const { diagnostics, results } = yield* Output
    const filter = yield* filterOf(options)
    const limit = Option.getOrElse(options.limit, () => Number.POSITIVE_INFINITY)
    const wanted = (links: ReadonlyArray<ListedLink>) => links.filter((link) => LinkFilter.matches(filter, link))
    const progress = ProgressLine.make(diagnostics)
    const userplane = sandbox
      ? (yield* Effect.promise(() => import("../userplane/InProcessUserplane.js"))).layer
      : UserplaneLive.layer
    const listing = yield* Listing.list(
      workspaceId,
      (listed, total) => progress.show(`${listed} of ${total} links listed …`),
      (links) => Number.isFinite(limit) && wanted([...links.values()]).length >= limit
    ).pipe(
      Effect.ensuring(progress.clear),
      Effect.catchAll((error) => ExitCode.endedSaying(explain(error), exitCodeOf(error))),
      Effect.provide([userplane, Quota.layerDocumented])
    )
    const creatorIds = LinkFilter.creatorIds(filter, listing.links)
    if (creatorIds.length > 1) return yield* ExitCode.endedSaying(ListingNotes.ambiguous(creatorIds), 2)
    const matching = wanted(listing.links)
    const links = Arr.take(matching, limit)
    const format = Option.getOrElse(output, () => (results.isTerminal ? "table" : "ndjson"))
    yield* format === "ndjson" ? writeLines(results, workspaceId, links) : writeTable(results, links)
    const notes = ListingNotes.of({ filter, listing, matching: matching.length, listed: links.length })
    yield* Effect.forEach(notes, reportLine, { discard: true })
  }).pipe(
    Effect.catchTag("ConfigError", (error) => ExitCode.endedSaying(ConfigErrorMessage.render(error), 2)),
    Telemetry.exported
  )
