/** The measurements of a run. */
import { createHistogram, type Histogram } from "node:perf_hooks"
import type { Start } from "../startup/measureStartup.js"
import { ratios, type Summary, summarize } from "../statistics.js"
import type { Footprint } from "../throughput/footprint.js"
import type { Measured } from "../throughput/measured.js"
import type { Result, Turns } from "../throughput/rounds.js"

export interface Report {
  readonly baseline: string
  readonly names: { readonly [id: string]: string }
  readonly rounds: number
  readonly errorPercent: number
  readonly concurrencies: ReadonlyArray<number>
  readonly race: ReadonlyArray<Row>
  /** The rounds of the close rivals by themselves; none where they did not all take part. */
  readonly rivals: ReadonlyArray<Rounds>
  /** The baseline and this client over its transports by themselves, for their tails, where all took part. */
  readonly tails: ReadonlyArray<Row>
  readonly start: ReadonlyArray<Start>
  readonly pureNanoseconds: { readonly [name: string]: number }
  readonly footprint: Footprint
}

/** The duration of a call, over all rounds together. */
export interface Latency {
  readonly p50Millis: number
  readonly p99Millis: number
}

interface RoundsAt {
  readonly concurrency: number
  readonly rounds: ReadonlyArray<Measured>
}

/** The measurements of one client, round by round. */
export interface Rounds {
  readonly id: string
  readonly byConcurrency: ReadonlyArray<RoundsAt>
}

interface RowAt extends RoundsAt {
  readonly toBaseline: Summary
  readonly cpuSecondsPerThousand: number
  readonly latency: Latency
  /** p99/p50 of each process, relative to the baseline. */
  readonly tailToBaseline: Summary
}

/** The measurements of one client, relative to the baseline in the same rounds. */
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

const rowOf = (result: Result, baseline: Result, concurrencies: ReadonlyArray<number>): Row => ({
  id: result.id,
  byConcurrency: concurrencies.map((concurrency) => {
    const own = turnsOf(result, concurrency)
    const base = turnsOf(baseline, concurrency)
    return {
      concurrency,
      rounds: own.rounds,
      toBaseline: summarize(ratios(own.rounds.map(speed), base.rounds.map(speed))),
      cpuSecondsPerThousand: summarize(own.rounds.map(cpu)).median,
      latency: latencyOf(own),
      tailToBaseline: summarize(ratios(own.latencies.map(tail), base.latencies.map(tail)))
    }
  })
})

export const rowsOf = (
  results: ReadonlyArray<Result>,
  baselineId: string,
  concurrencies: ReadonlyArray<number>
): ReadonlyArray<Row> => {
  const baseline = results.find(({ id }) => id === baselineId)
  if (baseline === undefined) throw new Error(`The baseline ${baselineId} did not run`)
  return results.map((result) => rowOf(result, baseline, concurrencies))
}

export const roundsOf = (results: ReadonlyArray<Result>): ReadonlyArray<Rounds> =>
  results.map(({ byConcurrency, id }) => ({
    id,
    byConcurrency: [...byConcurrency].map(([concurrency, { rounds }]) => ({ concurrency, rounds }))
  }))
