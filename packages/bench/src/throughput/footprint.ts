/**
 * Measures the memory of calls: the bytes that each allocates, and what is resident over many. No time is measured here and a
 * million calls take long, so everything runs side by side, the longest part at the highest priority.
 */
import { run } from "../processes.js"
import type { Entrant } from "./rounds.js"

/** The resident memory after each tenth of many calls, in bytes. */
export interface Resident {
  readonly id: string
  readonly calls: number
  readonly tenths: ReadonlyArray<number>
}

export interface Footprint {
  /** The bytes that a call allocates, by entrant id. */
  readonly bytesPerCall: { readonly [id: string]: number }
  readonly resident: ReadonlyArray<Resident>
}

export interface FootprintOptions {
  readonly baseUrl: string
  /** The number of calls that resident memory is measured over. */
  readonly calls: number
}

const allocationCalls = 1000

// A young generation that holds all of the calls.
const nothingIsCollected = ["--expose-gc", "--min-semi-space-size=512", "--max-semi-space-size=512"]

const bytesPerCallOf = async ({ client, program }: Entrant, baseUrl: string): Promise<number> =>
  Number(
    await run(program("allocation"), [client, baseUrl, String(allocationCalls)], {
      nodeOptions: nothingIsCollected,
      yields: true
    })
  )

const allocations = async (entrants: ReadonlyArray<Entrant>, baseUrl: string): Promise<Footprint["bytesPerCall"]> => {
  const measured: Array<readonly [string, number]> = []
  for (const entrant of entrants) measured.push([entrant.id, await bytesPerCallOf(entrant, baseUrl)])
  return Object.fromEntries(measured)
}

const residentOf = async (
  { client, id, program }: Entrant,
  { baseUrl, calls }: FootprintOptions,
  yields: boolean
): Promise<Resident> => {
  const tenths = JSON.parse(await run(program("memory"), [client, baseUrl, String(calls)], { yields }))
  return { id, calls, tenths }
}

/** Measures the bytes of a call of some, and the resident memory of those that are watched, the slowest first. */
export const footprint = async (
  allocating: ReadonlyArray<Entrant>,
  watched: ReadonlyArray<Entrant>,
  options: FootprintOptions
): Promise<Footprint> => {
  const [bytesPerCall, resident] = await Promise.all([
    allocations(allocating, options.baseUrl),
    Promise.all(watched.map((entrant, index) => residentOf(entrant, options, index > 0)))
  ])
  return { bytesPerCall, resident }
}
