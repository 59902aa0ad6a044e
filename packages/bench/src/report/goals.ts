/** The goals of both clients, all of them ratios within one run. */

import { ratios, type Summary, summarize } from "../statistics.js"
import type { Measured } from "../throughput/measured.js"
import { cpu, type Report, type Rounds, type Row, speed } from "./report.js"

export interface Goal {
  readonly what: string
  readonly measured: number
  /** The standard error, where it is a median of rounds or of processes. */
  readonly error?: number | undefined
  readonly atLeast?: number
  readonly atMost?: number
}

/** The concurrencies that have goals. */
const goalsAreAt: ReadonlyArray<number> = [1, 16, 64]

/** Its peers make no spans and no signal. At one call at a time, nothing else hides what those take. */
const atLeastOfPeer = (concurrency: number): number => (concurrency === 1 ? 0.9 : 1)

const peers = ["openapi-fetch", "ky", "orpc"]

/** A client of this project, and what it is compared with in its own line of Effect. */
interface Own {
  readonly name: string
  /** A plain `HttpClient` over `fetch`. */
  readonly httpClient: string
  /** The program with a plain request. */
  readonly program: string
}

const bothClients: ReadonlyArray<Own> = [
  { name: "core", httpClient: "http-client-3-fetch", program: "effect3" },
  { name: "core4", httpClient: "http-client-4-fetch", program: "effect4" }
]

type AtConcurrency = Rounds["byConcurrency"][number]

const at = <R extends Rounds>(
  rows: ReadonlyArray<R>,
  id: string,
  concurrency: number
): R["byConcurrency"][number] | undefined =>
  rows.find((row) => row.id === id)?.byConcurrency.find((measured) => measured.concurrency === concurrency)

type Figure = Pick<Goal, "measured" | "error">

const medianOf = ({ error, median }: Summary): Figure => ({ measured: median, error })

/** Compares one client with another: the median of the ratios of both in the same round. */
const toPeer = (own: AtConcurrency, peer: AtConcurrency, pick: (measured: Measured) => number): Figure =>
  medianOf(summarize(ratios(own.rounds.map(pick), peer.rounds.map(pick))))

const tailGoal = (client: string, { concurrency, tailToBaseline }: Row["byConcurrency"][number]): Goal => ({
  what: `${client}, tail (p99/p50) relative to the baseline, at ${concurrency}`,
  ...medianOf(tailToBaseline),
  atMost: 1.2
})

const toHttpClient = ({ httpClient, name }: Own, { names, race }: Report, concurrency: number): ReadonlyArray<Goal> => {
  const own = at(race, `${name}-http-client`, concurrency)
  const plain = at(race, httpClient, concurrency)
  if (own === undefined || plain === undefined) return []
  const what = `${name} over HttpClient, CPU a call to ${names[httpClient]}'s, at ${concurrency}`
  return [{ what, ...toPeer(own, plain, cpu), atMost: 1.25 }]
}

const goalsAt = (client: Own, report: Report, concurrency: number): ReadonlyArray<Goal> => {
  const { name } = client
  const overFetch = at(report.race, `${name}-fetch`, concurrency)
  const overUndici = at(report.race, `${name}-undici`, concurrency)
  if (overFetch === undefined || overUndici === undefined) return []
  const toPeers = peers.flatMap((id) => {
    // Close rivals have more rounds among themselves.
    const rows = report.rivals.some((row) => row.id === id) ? report.rivals : report.race
    const own = at(rows, `${name}-fetch`, concurrency)
    const peer = at(rows, id, concurrency)
    if (own === undefined || peer === undefined) return []
    return [
      {
        what: `${name} over fetch, calls a second to ${report.names[id]}'s, at ${concurrency}`,
        ...toPeer(own, peer, speed),
        atLeast: atLeastOfPeer(concurrency)
      }
    ]
  })
  return [
    ...toPeers,
    {
      what: `${name} over undici, calls a second relative to the baseline, at ${concurrency}`,
      ...medianOf(overUndici.toBaseline),
      atLeast: 0.8
    },
    ...toHttpClient(client, report, concurrency),
    ...(concurrency === 64
      ? [
          tailGoal(`${name} over fetch`, at(report.tails, `${name}-fetch`, concurrency) ?? overFetch),
          tailGoal(`${name} over undici`, at(report.tails, `${name}-undici`, concurrency) ?? overUndici)
        ]
      : [])
  ]
}

const startGoals = ({ name, program }: Own, { start }: Report): ReadonlyArray<Goal> => {
  const of = (id: string) => start.find(({ program }) => program === id)
  const own = of(name)
  const baseline = of(program)
  if (own === undefined || baseline === undefined) return []
  return [
    {
      what: `${name}, bundle, KB gzip over Effect's`,
      measured: (own.gzipBytes - baseline.gzipBytes) / 1024,
      atMost: 6
    },
    { what: `${name}, cold start from the bundle, to Effect's`, ...medianOf(own.bundleToBaseline), atMost: 1.1 },
    { what: `${name}, cold start from the files, to Effect's`, ...medianOf(own.filesToBaseline), atMost: 1.1 }
  ]
}

// Medians, because resident memory depends on how long ago the last collection was.
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
  ...bothClients.flatMap((client) => [
    ...goalsAreAt.flatMap((concurrency) => goalsAt(client, report, concurrency)),
    ...startGoals(client, report)
  ]),
  ...memoryGoals(report)
]
