/** What a clean-up is up against. */
import type { Kind } from "@effect-userplane/sandbox/Quota"

export interface Scenario {
  readonly links: number
  /** How the server counts. */
  readonly windows: Kind
  /** How long a request is under way to the server, and its reply back, in milliseconds: evenly between the two. */
  readonly underWay: readonly [least: number, most: number]
  /** The part of the quota that another process of the same user takes, evenly. */
  readonly othersShare: number
  /** How likely a request meets a fault. */
  readonly faults: number
}

const steady = [40, 60] as const

/** Four tenths of a second between the fastest and the slowest way. */
const jittery = [0, 400] as const

export const scenarios = (links: number): ReadonlyArray<Scenario> => {
  const alone = { links, othersShare: 0, faults: 0.01 }
  const beside = { links, othersShare: 0.5, faults: 0.01 }
  return [
    { ...alone, windows: "fixed", underWay: steady },
    { ...alone, windows: "fixed", underWay: jittery },
    { ...alone, windows: "sliding", underWay: steady },
    { ...alone, windows: "sliding", underWay: jittery },
    { ...beside, windows: "fixed", underWay: steady },
    { ...beside, windows: "sliding", underWay: steady }
  ]
}

export const minute = 60_000
export const day = 24 * 60 * minute
export const perMinute = 120
export const perDay = 10_000

/** The least time, in milliseconds, in which so many requests can start under the quota: full minutes, and full days. */
export const leastMillis = (requests: number): number => {
  const last = requests - 1
  return Math.floor(last / perDay) * day + Math.floor((last % perDay) / perMinute) * minute
}
