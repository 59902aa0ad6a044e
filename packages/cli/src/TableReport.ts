/**
 * Results as a table, once all of them are known. On a terminal, a line says meanwhile which link it is at.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as LinkResult from "./LinkResult.js"
import { Output } from "./Output.js"
import * as ProgressLine from "./ProgressLine.js"
import type { Report } from "./Report.js"
import * as ResultsTable from "./ResultsTable.js"

/**
 * @param total - How many links there are.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (total: number): Effect.Effect<Report, never, Output> =>
  Effect.map(Output, ({ diagnostics, results }) => {
    const settled: Array<LinkResult.LinkResult> = []
    const progress = ProgressLine.make(diagnostics)
    return {
      started: ({ linkId }) => progress.show(`Deleting ${linkId} (${settled.length + 1} of ${total}) …`),
      settled: (outcome) => Effect.sync(() => settled.push(LinkResult.fromOutcome(outcome))),
      finished: Effect.suspend(() =>
        Effect.zipRight(progress.clear, results.write(ResultsTable.render(settled, results.columns)))
      )
    }
  })
