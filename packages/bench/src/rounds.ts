/** The race: every contestant in every round, one after the other, so that a slow moment of the machine meets them all. */
import type { Measured } from "./measured.js"
import { run } from "./programs.js"

export interface RaceOptions {
  readonly rounds: number
  readonly warmUpMillis: number
  readonly millis: number
  readonly concurrencies: ReadonlyArray<number>
  readonly errorPercent: number
}

/** A contestant, and the program that runs it. */
export interface Entrant {
  readonly id: string
  readonly contestant: string
  readonly program: (name: string) => string
}

/** What an entrant did: by concurrency, one measurement a round. And the bytes that a call allocated, one a round. */
export interface Result {
  readonly id: string
  readonly byConcurrency: ReadonlyMap<number, ReadonlyArray<Measured>>
  readonly bytesPerCall: ReadonlyArray<number>
}

const allocationCalls = 1000

const raceOnce = async (entrant: Entrant, baseUrl: string, options: RaceOptions): Promise<ReadonlyArray<Measured>> => {
  const { concurrencies, errorPercent, millis, warmUpMillis } = options
  const lines = await run(entrant.program("race"), [
    entrant.contestant,
    baseUrl,
    String(errorPercent),
    String(warmUpMillis),
    String(millis),
    ...concurrencies.map(String)
  ])
  return lines.split("\n").map((line) => JSON.parse(line))
}

const allocationOnce = async (entrant: Entrant, baseUrl: string, options: RaceOptions): Promise<number> =>
  Number(
    await run(
      entrant.program("allocation"),
      [entrant.contestant, baseUrl, String(options.errorPercent), String(allocationCalls)],
      ["--expose-gc", "--min-semi-space-size=512", "--max-semi-space-size=512"]
    )
  )

export const race = async (
  entrants: ReadonlyArray<Entrant>,
  baseUrl: string,
  options: RaceOptions,
  progress: (line: string) => void
): Promise<ReadonlyArray<Result>> => {
  const results = entrants.map(({ id }) => ({
    id,
    byConcurrency: new Map<number, Array<Measured>>(options.concurrencies.map((concurrency) => [concurrency, []])),
    bytesPerCall: Array.of<number>()
  }))
  for (let round = 1; round <= options.rounds; round++) {
    for (const [index, entrant] of entrants.entries()) {
      progress(`round ${round} of ${options.rounds}: ${entrant.id}`)
      for (const measured of await raceOnce(entrant, baseUrl, options)) {
        results[index]?.byConcurrency.get(measured.concurrency)?.push(measured)
      }
      results[index]?.bytesPerCall.push(await allocationOnce(entrant, baseUrl, options))
    }
  }
  return results
}
