/** The measurements of bulk deletion as Markdown. */
import { table } from "../report/table.js"
import { day, minute, type Scenario } from "./scenario.js"
import type { Taken } from "./simulate.js"

export interface BulkReport {
  readonly runs: ReadonlyArray<{ readonly strategy: string; readonly scenario: Scenario; readonly taken: Taken }>
  readonly watched: ReadonlyArray<{
    readonly name: string
    readonly ids: number
    readonly bytes: number
    readonly microseconds: number
  }>
}

const duration = (millis: number): string =>
  millis < day ? `${(millis / minute).toFixed(1)} min` : `${(millis / day).toFixed(2)} days`

const situation = ({ links, othersShare, oneWayMillis: [least, most], windows }: Scenario): string => {
  const network = `${least} to ${most} ms each way`
  const others = othersShare > 0 ? `, ${othersShare * 100} % of the quota used by another process` : ""
  return `${links.toLocaleString("en")} links, ${windows} windows, ${network}${others}`
}

const runTable = ({ runs }: BulkReport): string =>
  table(
    ["", "", "deleted", "time", "over the minimum", "requests a link", "429s", "of the requests"],
    runs.map(({ scenario, strategy, taken }) => [
      situation(scenario),
      strategy,
      taken.deleted.toLocaleString("en"),
      duration(taken.millis),
      taken.overLeast?.toFixed(4) ?? "–",
      taken.requestsPerLink.toFixed(4),
      taken.rateLimited.toLocaleString("en"),
      `${(taken.rateLimitedShare * 100).toFixed(2)} %`
    ])
  )

const memoryTable = ({ watched }: BulkReport): string =>
  table(
    ["", "ids", "MB in use at most", "bytes an id", "µs of CPU a link"],
    watched.map(({ bytes, ids, microseconds, name }) => [
      name,
      ids.toLocaleString("en"),
      (bytes / 1024 ** 2).toFixed(1),
      (bytes / ids).toFixed(0),
      microseconds.toFixed(1)
    ])
  )

export const toMarkdown = (report: BulkReport): string => `# Performance of bulk deletion

Written by the benchmark: \`pnpm bench:bulk --write\` measures everything again and rewrites this page.

## Days in seconds

Time is simulated, and the server is the sandbox with the documented quota: 120 requests a minute and 10,000 a day. One
request in a hundred meets a fault. The minimum time is that of full minutes and full days; "requests a link" counts every
request, including retries and 429s. *backoff a request* is the usual strategy: each request is retried by itself, after an
exponential backoff with full jitter of at most 30 seconds, at the same concurrency.

${runTable(report)}

## Memory and CPU

In real time, without a quota, over a transport that responds at once, 8 at a time. Memory in use is read after a collection,
ten times a run, and compared with that before the run. \`deleteLinks\` keeps the ids it has sent, so that none is sent
twice; the loop is \`Effect.forEach\`, which keeps its whole input.

${memoryTable(report)}
`
