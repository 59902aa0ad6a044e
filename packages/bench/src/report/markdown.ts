/** The measurements as Markdown. */

import type { Summary } from "../statistics.js"
import { goals } from "./goals.js"
import type { Report, Rounds } from "./report.js"
import { table } from "./table.js"

const ratio = ({ max, median, min }: Summary): string => `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`

const raceTable = (report: Report): string =>
  table(
    ["", ...report.concurrencies.map((concurrency) => `at ${concurrency}`), "KB a call"],
    report.race.map((row) => [
      report.names[row.id] ?? row.id,
      ...row.byConcurrency.map(({ toBaseline }) => ratio(toBaseline)),
      ((report.footprint.bytesPerCall[row.id] ?? Number.NaN) / 1024).toFixed(0)
    ])
  )

const costTable = (report: Report): string =>
  table(
    [
      "",
      ...report.concurrencies.map((concurrency) => `CPU s per 1,000 at ${concurrency}`),
      ...report.concurrencies.map((concurrency) => `p50 / p99 ms at ${concurrency}`),
      ...report.concurrencies.map((concurrency) => `tail relative to the baseline at ${concurrency}`)
    ],
    report.race.map((row) => [
      report.names[row.id] ?? row.id,
      ...row.byConcurrency.map(({ cpuSecondsPerThousand }) => cpuSecondsPerThousand.toFixed(3)),
      ...row.byConcurrency.map(({ latency }) => `${latency.p50Millis.toFixed(2)} / ${latency.p99Millis.toFixed(2)}`),
      ...row.byConcurrency.map(({ tailToBaseline }) => tailToBaseline.median.toFixed(2))
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
      ratio(start.bundleToBaseline),
      start.filesMillis.median.toFixed(0),
      ratio(start.filesToBaseline)
    ])
  )

const memoryTable = (report: Report): string =>
  table(
    ["", "calls", ...Array.from({ length: 10 }, (_, tenth) => `${tenth + 1}0 %`)],
    report.footprint.resident.map(({ calls, id, tenths }) => [
      report.names[id] ?? id,
      calls.toLocaleString("en"),
      ...tenths.map((bytes) => (bytes / 1024 ** 2).toFixed(0))
    ])
  )

const goalTable = (report: Report): string =>
  table(
    ["", "goal", "measured", "met"],
    goals(report).map(({ atLeast, atMost, error, measured, what }) => [
      what,
      atLeast === undefined ? `≤ ${atMost?.toFixed(2)}` : `≥ ${atLeast.toFixed(2)}`,
      error === undefined ? measured.toFixed(2) : `${measured.toFixed(2)} ± ${error.toFixed(2)}`,
      measured >= (atLeast ?? Number.NEGATIVE_INFINITY) && measured <= (atMost ?? Number.POSITIVE_INFINITY)
        ? "yes"
        : "no"
    ])
  )

const roundsAmong = (rows: ReadonlyArray<Rounds>): string =>
  (rows[0]?.byConcurrency ?? []).map(({ concurrency, rounds }) => `${rounds.length} at ${concurrency}`).join(", ")

const goalsNote = ({ names, rivals, tails }: Report): string => {
  const namesOf = (rows: ReadonlyArray<Rounds>) => rows.map(({ id }) => names[id]).join(", ")
  return [
    "Each is a ratio within this run, with its standard error where it is a median of rounds, or of processes for a tail.",
    ...(rivals.length === 0
      ? []
      : [
          `Close rivals had rounds by themselves and are compared by these (${roundsAmong(rivals)}): ${namesOf(rivals)}.`
        ]),
    ...(tails.length === 0
      ? []
      : [`The tails are from longer turns of ${namesOf(tails)} by themselves (${roundsAmong(tails)}).`])
  ].join(" ")
}

export const toMarkdown = (report: Report): string => `## Calls a second, as a share of the baseline

Medians of the rounds (${report.rounds}), with the smallest and the largest, by the number of calls at a time; ${report.errorPercent} % of the responses are errors.

${raceTable(report)}

## The goals

${goalsNote(report)}

${goalTable(report)}

## What a call costs

The percentiles are those of all rounds together. The tail is p99/p50 of all rounds of a process, relative to the baseline, and
the median of the processes.

${costTable(report)}

## Starting

From one bundle, minified, and from the files of the dependencies as they are installed. \`effect3\` and \`effect4\` are the same
program with a plain \`HttpClient\` and \`Schema\`. "To Effect" is relative to that of the same Effect, and without Effect to \`effect3\`.

${startTable(report)}

## The pure parts, in nanoseconds

${table(
  ["", "ns"],
  Object.entries(report.pureNanoseconds).map(([name, nanoseconds]) => [name, nanoseconds.toFixed(0)])
)}

## Memory over many calls, in MB resident

${memoryTable(report)}
`
