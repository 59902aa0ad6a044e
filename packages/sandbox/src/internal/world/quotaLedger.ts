import type { Rules } from "../../Quota.js"
import type { QuotaUse } from "../../World.js"

/** The quota that one user has used. */
export interface QuotaLedger {
  /** Counts a request, or returns the milliseconds until one is allowed: then nothing is counted. */
  readonly take: (now: number) => number | undefined
  readonly uses: (now: number) => ReadonlyArray<QuotaUse>
}

const longest = (waits: ReadonlyArray<number>): number | undefined =>
  waits.length === 0 ? undefined : Math.max(...waits)

const fixed = ({ windows }: Rules): QuotaLedger => {
  const counters = windows.map((window) => ({ ...window, index: 0, count: 0 }))
  const advance = (now: number) => {
    for (const counter of counters) {
      const index = Math.floor(now / counter.millis)
      if (index !== counter.index) {
        counter.index = index
        counter.count = 0
      }
    }
  }
  return {
    take: (now) => {
      advance(now)
      const full = counters.filter(({ count, limit }) => count >= limit)
      if (full.length === 0) for (const counter of counters) counter.count += 1
      return longest(full.map(({ index, millis }) => (index + 1) * millis - now))
    },
    uses: (now) => {
      advance(now)
      return counters.map(({ count, limit, millis }) => ({ limit, millis, used: count }))
    }
  }
}

// A request leaves a window when exactly its length has passed.
const sliding = ({ windows }: Rules): QuotaLedger => {
  const most = Math.max(0, ...windows.map(({ limit }) => limit))
  let log: Array<number> = []
  const wait = (now: number, limit: number, millis: number): number => {
    if (limit === 0) return millis
    const oldest = log[log.length - limit]
    return oldest === undefined ? 0 : oldest + millis - now
  }
  return {
    take: (now) => {
      const waits = windows.map(({ limit, millis }) => wait(now, limit, millis)).filter((millis) => millis > 0)
      if (waits.length > 0) return longest(waits)
      log.push(now)
      // Dropped in batches, since removing one element from the front moves all the others.
      if (log.length >= 2 * most) log = most === 0 ? [] : log.slice(-most)
      return undefined
    },
    uses: (now) =>
      windows.map(({ limit, millis }) => ({ limit, millis, used: log.filter((at) => at + millis > now).length }))
  }
}

const kinds = { fixed, sliding }

export const make = (rules: Rules): QuotaLedger => kinds[rules.kind](rules)
