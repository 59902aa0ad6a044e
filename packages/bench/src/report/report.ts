/** Everything that was measured. */
import { createHistogram, type Histogram } from "node:perf_hooks"
import type { Start } from "../startup/measureStartup.js"
import { ratios, type Summary, summarize } from "../statistics.js"
import type { Footprint } from "../throughput/footprint.js"
import type { Measured } from "../throughput/measured.js"
import type { Result, Turns } from "../throughput/rounds.js"

export interface Report {
  readonly floor: string
  readonly names: { readonly [id: string]: string }
  readonly rounds: number
  readonly errorPercent: number
  readonly concurrencies: ReadonlyArray<number>
  readonly race: ReadonlyArray<Row>
  /** The rounds of those that are close by themselves, none where they did not all take part. */
  readonly final: ReadonlyArray<Rounds>
  /** The floor and this client over its carriers by themselves, for their tails, where all took part. */
  readonly tails: ReadonlyArray<Row>
  readonly start: ReadonlyArray<Start>
  readonly pureNanoseconds: { readonly [room: string]: number }
  readonly footprint: Footprint
}

/** How long a call took, over all rounds together. */
export interface Latency {
  readonly p50Millis: number
  readonly p99Millis: number
}

interface RoundsAt {
  readonly concurrency: number
  readonly rounds: ReadonlyArray<Measured>
}

/** What one contestant did, round by round. */
export interface Rounds {
  readonly id: string
  readonly byConcurrency: ReadonlyArray<RoundsAt>
}

interface RowAt extends RoundsAt {
  readonly toFloor: Summary
  readonly cpuSecondsPerThousand: number
  readonly latency: Latency
  /** p99 over p50 of each process, in relation to the same of the floor. */
  readonly tailToFloor: Summary
}

/** One contestant: what it did, and the ratio to the floor in the same rounds. */
export interface Row extends Rounds {
  readonly byConcurrency: ReadonlyArray<RowAt>
}

export const speed = ({ callsPerSecond }: Measured): number => callsPerSecond

export const cpu = ({ cpuSecondsPerThousand }: Measured): number => cpuSecondsPerThousand

const tail = (latency: Histogram): number => latency.percentile(99) / latency.percentile(50)

const latencyOf = ({ latencies }: Turns): Latency => {
  const all = createHistogram()
  for (const latency of latencies) all.add(latency)
  return { p50Millis: all.percentile(50) / 1000, p99Millis: all.percentile(99) / 1000 }
}

const turnsOf = (result: Result, concurrency: number): Turns => {
  const turns = result.byConcurrency.get(concurrency)
  if (turns === undefined) throw new Error(`${result.id} did not run at ${concurrency}`)
  return turns
}

const rowOf = (result: Result, floor: Result, concurrencies: ReadonlyArray<number>): Row => ({
  id: result.id,
  byConcurrency: concurrencies.map((concurrency) => {
    const own = turnsOf(result, concurrency)
    const base = turnsOf(floor, concurrency)
    return {
      concurrency,
      rounds: own.rounds,
      toFloor: summarize(ratios(own.rounds.map(speed), base.rounds.map(speed))),
      cpuSecondsPerThousand: summarize(own.rounds.map(cpu)).median,
      latency: latencyOf(own),
      tailToFloor: summarize(ratios(own.latencies.map(tail), base.latencies.map(tail)))
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

export const roundsOf = (results: ReadonlyArray<Result>): ReadonlyArray<Rounds> =>
  results.map(({ byConcurrency, id }) => ({
    id,
    byConcurrency: [...byConcurrency].map(([concurrency, { rounds }]) => ({ concurrency, rounds }))
  }))
