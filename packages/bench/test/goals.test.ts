import { createHistogram } from "node:perf_hooks"
import { describe, expect, it } from "vitest"
import { goals } from "../src/report/goals.js"
import { type Report, roundsOf, rowsOf } from "../src/report/report.js"
import type { Start } from "../src/startup/measureStartup.js"
import { summarize } from "../src/statistics.js"

interface Did {
  readonly speeds: ReadonlyArray<number>
  /** By process. */
  readonly latenciesMicros?: ReadonlyArray<ReadonlyArray<number>>
}

/** A client that made so many calls a second, round by round. */
const entrant = (id: string, { latenciesMicros = [[1000]], speeds }: Did, concurrency = 16) => {
  const latencies = latenciesMicros.map((process) => {
    const latency = createHistogram()
    for (const micros of process) latency.record(micros)
    return latency
  })
  const rounds = speeds.map((callsPerSecond) => ({
    concurrency,
    calls: 100,
    callsPerSecond,
    cpuSecondsPerThousand: 1 / callsPerSecond
  }))
  return { id, byConcurrency: new Map([[concurrency, { rounds, latencies }]]) }
}

const report: Report = {
  baseline: "undici",
  names: { ky: "ky", "http-client-3-fetch": "HttpClient" },
  rounds: 3,
  errorPercent: 10,
  concurrencies: [16],
  race: rowsOf(
    [
      entrant("undici", { speeds: [100, 100, 100] }),
      entrant("ky", { speeds: [50, 10, 20] }),
      entrant("core-fetch", { speeds: [40, 11, 22] }),
      entrant("core-undici", { speeds: [60, 60, 60] })
    ],
    "undici",
    [16]
  ),
  rivals: [],
  tails: [],
  start: [],
  pureNanoseconds: {},
  footprint: { bytesPerCall: {}, resident: [] }
}

/** A program that started in no time. */
const started = (program: string): Start => {
  const once = summarize([1])
  return {
    program,
    gzipBytes: 1024,
    ownBytes: 0,
    bundleMillis: once,
    filesMillis: once,
    bundleToBaseline: once,
    filesToBaseline: once
  }
}

/** The latencies of a thousand calls, so many of them slow. */
const calls = (slow: number) => [...Array<number>(1000 - slow).fill(1000), ...Array<number>(slow).fill(5000)]

describe("goals", () => {
  it("compares two clients within the same round, so that a slower machine does not change the ratio", () => {
    const [speed] = goals(report)
    expect(speed).toMatchObject({ what: "core over fetch, calls a second to ky's, at 16", measured: 1.1 })
  })

  it("compares the CPU of a call over HttpClient with that of a plain HttpClient", () => {
    const race = rowsOf(
      [
        entrant("undici", { speeds: [100] }),
        entrant("http-client-3-fetch", { speeds: [50] }),
        entrant("core-http-client", { speeds: [40] }),
        entrant("core-fetch", { speeds: [40] }),
        entrant("core-undici", { speeds: [60] })
      ],
      "undici",
      [16]
    )
    const [cpu] = goals({ ...report, race }).filter(({ what }) => what.includes("CPU"))
    expect(cpu).toMatchObject({
      what: "core over HttpClient, CPU a call to HttpClient's, at 16",
      measured: 1.25,
      atMost: 1.25
    })
  })

  it("measures both clients by the same goals", () => {
    const race = rowsOf(
      [
        entrant("undici", { speeds: [100] }),
        entrant("ky", { speeds: [50] }),
        entrant("http-client-3-fetch", { speeds: [50] }),
        entrant("http-client-4-fetch", { speeds: [50] }),
        ...["core", "core4"].flatMap((name) =>
          ["fetch", "undici", "http-client"].map((transport) => entrant(`${name}-${transport}`, { speeds: [40] }))
        )
      ],
      "undici",
      [16]
    )
    const start = ["effect3", "core", "effect4", "core4"].map(started)
    const found = goals({ ...report, names: { ky: "ky" }, race, start }).map(({ what }) => what)
    const ofClient = (name: string) => found.filter((what) => /^core4?/.exec(what)?.[0] === name)
    expect(ofClient("core")).toHaveLength(6)
    expect(ofClient("core4")).toEqual(ofClient("core").map((what) => what.replace("core", "core4")))
  })

  it("compares close rivals by the rounds they had by themselves", () => {
    const rivals = roundsOf([entrant("ky", { speeds: [50, 10] }), entrant("core-fetch", { speeds: [100, 20] })])
    const [speed] = goals({ ...report, rivals })
    expect(speed).toMatchObject({ what: "core over fetch, calls a second to ky's, at 16", measured: 2 })
  })

  it("takes the median of the tails of the processes", () => {
    const race = rowsOf(
      [
        entrant("undici", { speeds: [100], latenciesMicros: [calls(5), calls(8), calls(9)] }, 64),
        entrant("core-fetch", { speeds: [100], latenciesMicros: [calls(8), calls(20), calls(5)] }, 64),
        entrant("core-undici", { speeds: [100], latenciesMicros: [calls(20), calls(3), calls(20)] }, 64)
      ],
      "undici",
      [64]
    )
    const [overFetch, overUndici] = goals({ ...report, concurrencies: [64], race }).filter(({ what }) =>
      what.includes("tail")
    )
    expect(overFetch).toMatchObject({ measured: 1, atMost: 1.2 })
    expect(overUndici?.measured).toBeCloseTo(5)
  })

  it("takes the tails from the rounds of the tail race, where there was one", () => {
    const rows = (slow: number) =>
      rowsOf(
        ["undici", "core-fetch", "core-undici"].map((id) =>
          entrant(id, { speeds: [100], latenciesMicros: [id === "undici" ? [1000] : calls(slow)] }, 64)
        ),
        "undici",
        [64]
      )
    const found = goals({ ...report, concurrencies: [64], race: rows(20), tails: rows(5) })
    expect(found.filter(({ what }) => what.includes("tail")).map(({ measured }) => Math.round(measured))).toEqual([
      1, 1
    ])
  })

  it.each([
    { name: "does not grow", tenths: [90, 120, 160, 130, 150, 140, 155, 125, 145, 135], measured: 1 },
    { name: "grows", tenths: [100, 110, 120, 130, 140, 150, 160, 170, 180, 190], measured: 170 / 125 }
  ])("reports memory that $name, whenever the collections are", ({ measured, tenths }) => {
    const resident = [{ id: "core-undici", calls: 1000, tenths }]
    const found = goals({ ...report, footprint: { bytesPerCall: {}, resident } }).find(({ what }) =>
      what.includes("memory")
    )
    expect(found?.measured).toBeCloseTo(measured, 1)
  })
})
