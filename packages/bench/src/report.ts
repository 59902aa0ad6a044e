/** Everything that was measured. */
import type { Measured } from "./measured.js"
import type { Result } from "./rounds.js"
import type { Start } from "./start.js"
import { ratios, type Summary, summarize } from "./statistics.js"

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
    /** What was measured, round by round. */
    readonly rounds: ReadonlyArray<Measured>
    readonly toFloor: Summary
    readonly cpuSecondsPerThousand: number
    readonly p50Millis: number
    readonly p99Millis: number
    /** p99 over p50, in relation to the same of the floor. */
    readonly tailToFloor: number
  }>
}

export const speed = ({ callsPerSecond }: Measured): number => callsPerSecond

export const cpu = ({ cpuSecondsPerThousand }: Measured): number => cpuSecondsPerThousand

const tail = ({ p50Millis, p99Millis }: Measured): number => p99Millis / p50Millis

const rowOf = (result: Result, floor: Result, concurrencies: ReadonlyArray<number>): Row => ({
  id: result.id,
  kilobytesPerCall: result.bytesPerCall / 1024,
  byConcurrency: concurrencies.map((concurrency) => {
    const own = result.byConcurrency.get(concurrency) ?? []
    const base = floor.byConcurrency.get(concurrency) ?? []
    const median = (pick: (measured: Measured) => number) => summarize(own.map(pick)).median
    return {
      concurrency,
      rounds: own,
      toFloor: summarize(ratios(own.map(speed), base.map(speed))),
      cpuSecondsPerThousand: median(cpu),
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
