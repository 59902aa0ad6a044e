/**
 * The handler of `userplane-links fleet outcomes`.
 *
 * @since 0.1.0
 */
import { Fleet } from "@effect-userplane/fleet/Fleet"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ExitCode from "../command/ExitCode.js"
import type { OutputFormat } from "../command/OutputFormat.js"
import * as LinkOutcome from "../delete/output/LinkOutcome.js"
import * as Reporters from "../delete/output/Reporters.js"
import { RunSummary } from "../delete/output/RunSummary.js"
import type { Output } from "../terminal/Output.js"
import * as Connection from "./Connection.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options extends Connection.Options {
  readonly follow: boolean
  readonly output: OutputFormat
}

/**
 * Prints the outcomes as a deletion does, and ends as one with these outcomes: with 5 where links are pending.
 *
 * @since 0.1.0
 * @category handlers
 */
export const handle = (id: string, options: Options): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const fleet = yield* Fleet
    yield* fleet.status(id)
    const report = yield* Reporters.make(options.output)
    const summary = new RunSummary()
    const exitCodes = new Set<ExitCode.ExitCode>()
    const outcomes = options.follow ? fleet.outcomes(id) : fleet.knownOutcomes(id)
    yield* Stream.runForEach(outcomes, (told) => {
      const outcome = LinkOutcome.from(told)
      summary.add(outcome, told)
      exitCodes.add(LinkOutcome.exitCode(outcome))
      return report.outcome(outcome)
    })
    yield* report.finished
    const { inFlight, pending } = yield* fleet.status(id)
    const left = pending + inFlight
    const exitCode = ExitCode.combine([...exitCodes, left === 0 ? 0 : 5])
    yield* report.summary(summary.record({ exitCode, pending: left, stopped: undefined }))
    if (exitCode !== 0) return yield* new ExitCode.Ended({ exitCode })
  }).pipe(Connection.connected(options))
