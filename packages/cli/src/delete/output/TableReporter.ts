/**
 * Results as a table, once all of them are known.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { counted } from "../../terminal/Format.js"
import { Output } from "../../terminal/Output.js"
import * as LinkResult from "./LinkResult.js"
import type { SummedUp } from "./Reporter.js"
import * as ResultsTable from "./ResultsTable.js"

/** More rows than anybody reads. */
const mostRows = 1000

const isWell = ({ result }: LinkResult.LinkResult): boolean => result === "Deleted" || result === "AlreadyGone"

/**
 * A table of all links; where they are too many, of those alone that were not deleted, and of no more of them than can be
 * read. What is kept of the links does not grow beyond that.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<SummedUp, never, Output> = Effect.map(Output, ({ results }) => {
  const counts = { Deleted: 0, AlreadyGone: 0, NotDeleted: 0, Unknown: 0, NotAttempted: 0 }
  let rows: Array<LinkResult.LinkResult> = []
  let links = 0
  const tell = (row: LinkResult.LinkResult): void => {
    links += 1
    counts[row.result] += 1
    if (links === mostRows + 1) rows = rows.filter((row) => !isWell(row))
    if (rows.length < mostRows && (links <= mostRows || !isWell(row))) rows.push(row)
  }
  const omitted = (): string =>
    rows.length === links
      ? ""
      : `${counted(links - rows.length, "link")} not shown: --output ndjson shows all of them.\n`
  return {
    outcome: (outcome) => Effect.sync(() => tell(LinkResult.fromOutcome(outcome))),
    finished: Effect.suspend(() => {
      const table = rows.length === 0 ? "" : ResultsTable.render(rows, results.columns)
      return results.write(`${table}${omitted()}${ResultsTable.summary(counts)}\n`)
    }),
    // The counts below the table are the summary.
    summary: () => Effect.void
  }
})
