/** Everything that was measured, as data and as Markdown. */
import { goals } from "./goals.js"
import type { Measured } from "./measured.js"
import type { Result } from "./rounds.js"
import type { Start } from "./start.js"
import { ratios, type Summary, summarize } from "./statistics.js"
import { table } from "./table.js"

export interface Report {
  readonly floor: string
  readonly names: { readonly [id: string]: string }
  readonly rounds: number
  readonly errorPercent: number
  readonly concurrencies: ReadonlyArray<number>
  readonly race: ReadonlyArray<Row>
  readonly start: ReadonlyArray<Start>
  readonly pureNanoseconds: { readonly [room: string]: number }
  readonly memory: ReadonlyArray<{
    readonly id: string
    readonly calls: number
    readonly tenths: ReadonlyArray<number>
  }>
}

/** One contestant: what it did, and the ratio to the floor in the same rounds. */
export interface Row {
  readonly id: string
  readonly kilobytesPerCall: number
  readonly byConcurrency: ReadonlyArray<{
    readonly concurrency: number
    readonly callsPerSecond: Summary
    readonly toFloor: Summary
    readonly cpuSecondsPerThousand: number
    readonly p50Millis: number
    readonly p99Millis: number
    /** p99 over p50, in relation to the same of the floor. */
    readonly tailToFloor: number
  }>
}

const tail = ({ p50Millis, p99Millis }: Measured): number => p99Millis / p50Millis

const rowOf = (result: Result, floor: Result, concurrencies: ReadonlyArray<number>): Row => ({
  id: result.id,
  kilobytesPerCall: summarize(result.bytesPerCall).median / 1024,
  byConcurrency: concurrencies.map((concurrency) => {
    const own = result.byConcurrency.get(concurrency) ?? []
    const base = floor.byConcurrency.get(concurrency) ?? []
    const median = (pick: (measured: Measured) => number) => summarize(own.map(pick)).median
    const speed = (measured: Measured) => measured.callsPerSecond
    return {
      concurrency,
      callsPerSecond: summarize(own.map(speed)),
      toFloor: summarize(ratios(own.map(speed), base.map(speed))),
      cpuSecondsPerThousand: median((measured) => measured.cpuSecondsPerThousand),
      p50Millis: median((measured) => measured.p50Millis),
      p99Millis: median((measured) => measured.p99Millis),
      tailToFloor: summarize(ratios(own.map(tail), base.map(tail))).median
    }
  })
})

export const rowsOf = (
  results: ReadonlyArray<Result>,
  floorId: string,
  concurrencies: ReadonlyArray<number>
): ReadonlyArray<Row> => {
  const floor = results.find(({ id }) => id === floorId)
  if (floor === undefined) throw new Error(`The floor ${floorId} did not run`)
  return results.map((result) => rowOf(result, floor, concurrencies))
}

const ratio = ({ max, median, min }: Summary): string => `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`

const raceTable = (report: Report): string =>
  table(
    ["", ...report.concurrencies.map((concurrency) => `at ${concurrency}`), "KB a call"],
    report.race.map((row) => [
      report.names[row.id] ?? row.id,
      ...row.byConcurrency.map(({ toFloor }) => ratio(toFloor)),
      row.kilobytesPerCall.toFixed(0)
    ])
  )

const costTable = (report: Report): string =>
  table(
    [
      "",
      ...report.concurrencies.map((concurrency) => `CPU s per 1,000 at ${concurrency}`),
      ...report.concurrencies.map((concurrency) => `p50 / p99 ms at ${concurrency}`),
      ...report.concurrencies.map((concurrency) => `tail to the floor's at ${concurrency}`)
    ],
    report.race.map((row) => [
      report.names[row.id] ?? row.id,
      ...row.byConcurrency.map(({ cpuSecondsPerThousand }) => cpuSecondsPerThousand.toFixed(3)),
      ...row.byConcurrency.map(({ p50Millis, p99Millis }) => `${p50Millis.toFixed(2)} / ${p99Millis.toFixed(2)}`),
      ...row.byConcurrency.map(({ tailToFloor }) => tailToFloor.toFixed(2))
    ])
  )

const startTable = (report: Report): string =>
  table(
    ["", "KB gzip", "KB own, minified", "bundle, ms", "bundle, to Effect", "files, ms", "files, to Effect"],
    report.start.map((start) => [
      start.program,
      (start.gzipBytes / 1024).toFixed(1),
      (start.ownBytes / 1024).toFixed(1),
      start.bundleMillis.median.toFixed(0),
      ratio(start.bundleToFloor),
      start.filesMillis.median.toFixed(0),
      ratio(start.filesToFloor)
    ])
  )

const memoryTable = (report: Report): string =>
  table(
    ["", "calls", ...Array.from({ length: 10 }, (_, tenth) => `${tenth + 1}0 %`)],
    report.memory.map(({ calls, id, tenths }) => [
      report.names[id] ?? id,
      calls.toLocaleString("en"),
      ...tenths.map((bytes) => (bytes / 1024 ** 2).toFixed(0))
    ])
  )

const goalTable = (report: Report): string =>
  table(
    ["", "goal", "measured", "met"],
    goals(report).map(({ atLeast, atMost, measured, what }) => [
      what,
      atLeast === undefined ? `≤ ${atMost?.toFixed(2)}` : `≥ ${atLeast.toFixed(2)}`,
      measured.toFixed(2),
      measured >= (atLeast ?? Number.NEGATIVE_INFINITY) && measured <= (atMost ?? Number.POSITIVE_INFINITY)
        ? "yes"
        : "no"
    ])
  )

export const toMarkdown = (report: Report): string => `## Calls a second, as a share of the floor

Medians of ${report.rounds} rounds, with the smallest and the largest, at so many calls at a time; ${report.errorPercent} % of the replies are errors.

${raceTable(report)}

## The goals

${goalTable(report)}

## What a call costs

The tail is p99 over p50, in relation to the floor's.

${costTable(report)}

## Starting

From one bundle, minified, and from the files of the dependencies as they are installed. "To Effect" is in relation to
\`effectFloor\`, the same program with a plain \`HttpClient\` and \`Schema\`.

${startTable(report)}

## The pure parts, in nanoseconds

${table(
  ["", "ns"],
  Object.entries(report.pureNanoseconds).map(([room, nanoseconds]) => [room, nanoseconds.toFixed(0)])
)}

## Memory over many calls, in MB resident

${memoryTable(report)}
`
