import { describe, expect, it } from "vitest"
import { goals } from "../src/goals.js"
import { type Report, rowsOf } from "../src/report.js"

/** A contestant that made so many calls a second, round by round, at 16 calls at a time. */
const entrant = (id: string, speeds: ReadonlyArray<number>) => ({
  id,
  bytesPerCall: 1024,
  byConcurrency: new Map([
    [
      16,
      speeds.map((callsPerSecond) => ({
        concurrency: 16,
        calls: 100,
        callsPerSecond,
        cpuSecondsPerThousand: 1 / callsPerSecond,
        p50Millis: 1,
        p99Millis: 2
      }))
    ]
  ])
})

const report: Report = {
  floor: "undici",
  names: { ky: "ky" },
  rounds: 3,
  errorPercent: 10,
  concurrencies: [16],
  race: rowsOf(
    [
      entrant("undici", [100, 100, 100]),
      entrant("ky", [50, 10, 20]),
      entrant("delete-link-fetch", [40, 11, 22]),
      entrant("delete-link-undici", [60, 60, 60])
    ],
    "undici",
    [16]
  ),
  start: [],
  pureNanoseconds: {},
  memory: []
}

describe("goals", () => {
  it("compares what was measured in the same round: a machine that slows down slows both", () => {
    const [speed, cpu] = goals(report)
    expect(speed).toMatchObject({ what: "over fetch, calls a second to ky's, at 16", measured: 1.1 })
    expect(cpu?.measured).toBeCloseTo(1 / 1.1)
  })
})
