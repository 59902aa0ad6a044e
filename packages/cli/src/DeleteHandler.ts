/**
 * What `userplane-links delete` does. It is loaded when links are deleted, and not before.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as ConfigProblem from "./ConfigProblem.js"
import * as Deletion from "./Deletion.js"
import * as ExitCode from "./ExitCode.js"
import * as NdjsonReport from "./NdjsonReport.js"
import type { Output } from "./Output.js"
import type { OutputFormat } from "./OutputFormat.js"
import * as RealUserplane from "./RealUserplane.js"
import type { Report } from "./Report.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  readonly linkIds: ReadonlyArray<string>
  readonly workspaceId: string
  readonly output: OutputFormat
  readonly sandbox: boolean
}

// What draws tables is loaded only to do so.
const makeReport = (output: OutputFormat, total: number): Effect.Effect<Report, never, Output> =>
  output === "ndjson"
    ? NdjsonReport.make
    : Effect.flatMap(
        Effect.promise(() => import("./TableReport.js")),
        ({ make }) => make(total)
      )

/**
 * Deletes the links, and ends with the exit code that says how it went.
 *
 * @since 0.1.0
 * @category handlers
 */
export const handle = ({
  linkIds,
  output,
  sandbox,
  workspaceId
}: Options): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const refs = linkIds.map((linkId) => ({ workspaceId, linkId }))
    const report = yield* makeReport(output, refs.length)
    const userplane = sandbox
      ? (yield* Effect.promise(() => import("./EmbeddedUserplane.js"))).layer
      : RealUserplane.layer
    const exitCode = yield* Effect.provide(Deletion.run(refs, report), userplane)
    if (exitCode !== 0) return yield* new ExitCode.Ended({ exitCode })
  }).pipe(Effect.catchTag("ConfigError", (error) => ExitCode.endedSaying(ConfigProblem.render(error), 2)))
