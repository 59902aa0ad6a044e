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

  it.each([
    { name: "stays where it is", tenths: [90, 120, 160, 130, 150, 140, 155, 125, 145, 135], measured: 1 },
    { name: "grows", tenths: [100, 110, 120, 130, 140, 150, 160, 170, 180, 190], measured: 170 / 125 }
  ])("sees memory that $name, wherever the collections are", ({ measured, tenths }) => {
    const memory = [{ id: "delete-link-undici", calls: 1000, tenths }]
    const found = goals({ ...report, memory }).find(({ what }) => what.includes("memory"))
    expect(found?.measured).toBeCloseTo(measured, 1)
  })
})
