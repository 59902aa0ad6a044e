/** The server, the network and the faults that a clean-up meets. */
import type { Kind } from "@effect-userplane/sandbox/Quota"

export interface Scenario {
  readonly links: number
  /** The kind of windows that the server counts in. */
  readonly windows: Kind
  /** The time a request takes to the server, and its response back, in milliseconds: evenly distributed between the two. */
  readonly oneWayMillis: readonly [least: number, most: number]
  /** The share of the quota that another process of the same user takes, evenly over time. */
  readonly othersShare: number
  /** The probability that a request meets a fault. */
  readonly faults: number
}

const steady = [40, 60] as const

/** Four tenths of a second between the fastest and the slowest. */
const jittery = [0, 400] as const

export const scenarios = (links: number): ReadonlyArray<Scenario> => {
  const alone = { links, othersShare: 0, faults: 0.01 }
  const beside = { links, othersShare: 0.5, faults: 0.01 }
  return [
    { ...alone, windows: "fixed", oneWayMillis: steady },
    { ...alone, windows: "fixed", oneWayMillis: jittery },
    { ...alone, windows: "sliding", oneWayMillis: steady },
    { ...alone, windows: "sliding", oneWayMillis: jittery },
    { ...beside, windows: "fixed", oneWayMillis: steady },
    { ...beside, windows: "sliding", oneWayMillis: steady }
  ]
}

export const minute = 60_000
export const day = 24 * 60 * minute
export const perMinute = 120
export const perDay = 10_000

/** The minimum time, in milliseconds, in which so many requests can start under the quota: full minutes, and full days. */
export const leastMillis = (requests: number): number => {
  const last = requests - 1
  return Math.floor(last / perDay) * day + Math.floor((last % perDay) / perMinute) * minute
}
