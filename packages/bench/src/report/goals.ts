/** What `deleteLink` is to reach, all of it as ratios within one run. */

import { ratios, type Summary, summarize } from "../statistics.js"
import type { Measured } from "../throughput/measured.js"
import { cpu, type Report, type Rounds, type Row, speed } from "./report.js"

export interface Goal {
  readonly what: string
  readonly measured: number
  /** How far that may stray, where it is a median of rounds or of processes. */
  readonly error?: number | undefined
  readonly atLeast?: number
  readonly atMost?: number
}

/** How many calls at a time they are about. */
const goalsAreAt: ReadonlyArray<number> = [1, 16, 64]

const peers = ["openapi-fetch", "ky", "orpc"]

type AtConcurrency = Rounds["byConcurrency"][number]

const at = <R extends Rounds>(
  rows: ReadonlyArray<R>,
  id: string,
  concurrency: number
): R["byConcurrency"][number] | undefined =>
  rows.find((row) => row.id === id)?.byConcurrency.find((measured) => measured.concurrency === concurrency)

type Figure = Pick<Goal, "measured" | "error">

const medianOf = ({ error, median }: Summary): Figure => ({ measured: median, error })

/** How one contestant compares with another: the median of the ratios of what both did in the same round. */
const toPeer = (own: AtConcurrency, peer: AtConcurrency, pick: (measured: Measured) => number): Figure =>
  medianOf(summarize(ratios(own.rounds.map(pick), peer.rounds.map(pick))))

const tailGoal = (carrier: string, { concurrency, tailToFloor }: Row["byConcurrency"][number]): Goal => ({
  what: `over ${carrier}, the tail to the floor's, at ${concurrency}`,
  ...medianOf(tailToFloor),
  atMost: 1.2
})

const goalsAt = (report: Report, concurrency: number): ReadonlyArray<Goal> => {
  const overFetch = at(report.race, "delete-link-fetch", concurrency)
  const overUndici = at(report.race, "delete-link-undici", concurrency)
  if (overFetch === undefined || overUndici === undefined) return []
  const toPeers = peers.flatMap((id) => {
    // The rounds of those that are close tell more.
    const rows = report.final.some((row) => row.id === id) ? report.final : report.race
    const own = at(rows, "delete-link-fetch", concurrency)
    const peer = at(rows, id, concurrency)
    if (own === undefined || peer === undefined) return []
    return [
      {
        what: `over fetch, calls a second to ${report.names[id]}'s, at ${concurrency}`,
        ...toPeer(own, peer, speed),
        atLeast: 1
      },
      {
        what: `over fetch, CPU a call to ${report.names[id]}'s, at ${concurrency}`,
        ...toPeer(own, peer, cpu),
        atMost: 1
      }
    ]
  })
  return [
    ...toPeers,
    {
      what: `over undici, calls a second to the floor's, at ${concurrency}`,
      ...medianOf(overUndici.toFloor),
      atLeast: concurrency === 1 ? 0.8 : 0.5
    },
    ...(concurrency === 64
      ? [
          tailGoal("fetch", at(report.tails, "delete-link-fetch", concurrency) ?? overFetch),
          tailGoal("undici", at(report.tails, "delete-link-undici", concurrency) ?? overUndici)
        ]
      : [])
  ]
}

const startGoals = ({ start }: Report): ReadonlyArray<Goal> => {
  const of = (id: string) => start.find(({ program }) => program === id)
  const own = of("deleteLink")
  const floor = of("effectBaseline")
  if (own === undefined || floor === undefined) return []
  return [
    { what: "bundle, KB gzip over Effect's", measured: (own.gzipBytes - floor.gzipBytes) / 1024, atMost: 6 },
    { what: "cold start from the bundle, to Effect's", ...medianOf(own.bundleToFloor), atMost: 1.1 },
    { what: "cold start from the files, to Effect's", ...medianOf(own.filesToFloor), atMost: 1.1 }
  ]
}

// Medians, because what is resident at one moment says how long ago the last collection was.
const growth = (tenths: ReadonlyArray<number>): number => {
  const warm = tenths.slice(1)
  const half = Math.floor(warm.length / 2)
  return summarize(warm.slice(half)).median / summarize(warm.slice(0, half)).median
}

const memoryGoals = ({ footprint, names }: Report): ReadonlyArray<Goal> =>
  footprint.resident.map(({ calls, id, tenths }) => ({
    what: `${names[id]}, memory in the second half of ${calls.toLocaleString("en")} calls to the first`,
    measured: growth(tenths),
    atMost: 1.1
  }))

export const goals = (report: Report): ReadonlyArray<Goal> => [
  ...goalsAreAt.flatMap((concurrency) => goalsAt(report, concurrency)),
  ...startGoals(report),
  ...memoryGoals(report)
]
