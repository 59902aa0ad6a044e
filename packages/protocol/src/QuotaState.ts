/**
 * The state of a quota, and its form when it is saved for another process.
 *
 * @since 0.1.0
 */
import { arrayOf, hasFields, maybe, oneOf } from "./internal/checks.js"
import { parse } from "./internal/json.js"
import type { QuotaWindow } from "./QuotaWindow.js"
import { fail, type Result, succeed } from "./Result.js"
import { longestPause } from "./Throttle.js"

/**
 * The state of a quota. All times are milliseconds of a monotonic clock.
 *
 * @since 0.1.0
 * @category models
 */
export interface QuotaState {
  /** The times when the requests ended that may still count. */
  readonly ended: ReadonlyArray<number>
  /** The number of requests that are in flight. */
  readonly inFlight: number
  /** The time when the pause ends. */
  readonly pausedUntil: number
}

/**
 * The state of a quota under which nothing was sent.
 *
 * @since 0.1.0
 * @category constructors
 */
export const unused: QuotaState = { ended: [], inFlight: 0, pausedUntil: Number.NEGATIVE_INFINITY }

/**
 * A saved state: not when each of ten thousand requests ended, but in each second how many. All times are milliseconds
 * since the epoch, since that is the clock which processes share.
 *
 * @since 0.1.0
 * @category models
 */
export interface SavedQuota {
  readonly v: 1
  /** The number of this save, from 1. */
  readonly sequence: number
  /** Times, each with the number of requests that ended in the second before it. */
  readonly ended: ReadonlyArray<readonly [at: number, count: number]>
  readonly inFlight: number
  /** The time when the pause ends; 0 where there is none. */
  readonly pausedUntil: number
  /**
   * The time when it was saved; earlier versions did not say. A clock that shows an earlier time by now has been set
   * back.
   */
  readonly savedAt?: number | undefined
}

/**
 * The same instant by two clocks.
 *
 * @since 0.1.0
 * @category models
 */
export interface Instant {
  /** Milliseconds of the monotonic clock. */
  readonly monotonic: number
  /** Milliseconds since the epoch, by the wall clock. */
  readonly wall: number
}

/** Requests that ended in the same second are saved together. */
const second = 1000

/**
 * The state as it is saved, its times rounded up to whole seconds.
 *
 * @param sequence - The number of this save, one more than that of the last.
 *
 * @since 0.1.0
 * @category saving
 */
export const save = ({ ended, inFlight, pausedUntil }: QuotaState, sequence: number, now: Instant): SavedQuota => {
  const toWall = now.wall - now.monotonic
  const counts = new Map<number, number>()
  for (const at of ended) {
    const end = Math.ceil((at + toWall) / second) * second
    counts.set(end, (counts.get(end) ?? 0) + 1)
  }
  return {
    v: 1,
    sequence,
    ended: [...counts],
    inFlight,
    pausedUntil: pausedUntil > now.monotonic ? pausedUntil + toWall : 0,
    savedAt: now.wall
  }
}

/**
 * The place that a state is saved to, of two: never that of the save before, so that a process that dies while it writes
 * leaves one that can be read.
 *
 * @since 0.1.0
 * @category saving
 */
export const placeOf = ({ sequence }: Pick<SavedQuota, "sequence">): 0 | 1 => (sequence % 2 === 0 ? 0 : 1)

/**
 * The text of a saved state.
 *
 * @since 0.1.0
 * @category saving
 */
export const encode = (saved: SavedQuota): string => JSON.stringify(saved)

const isTime = (value: unknown): value is number => Number.isFinite(value)

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

const isEnd = (value: unknown): value is readonly [number, number] =>
  Array.isArray(value) && value.length === 2 && isTime(value[0]) && isCount(value[1])

const isSaved = hasFields<SavedQuota>({
  v: oneOf(1),
  sequence: isCount,
  ended: arrayOf(isEnd),
  inFlight: isCount,
  pausedUntil: isTime,
  savedAt: maybe(isTime)
})

const decode = (text: string): SavedQuota | undefined => {
  const value = parse(text)?.value
  return isSaved(value) ? value : undefined
}

/**
 * Reads what is in the two places, and returns the newest; `undefined` where nothing was saved. One of them may be
 * unreadable, since a process may have died while it was written. Fails when both are.
 *
 * @param texts - What is in the places; `undefined` where there is nothing.
 *
 * @since 0.1.0
 * @category restoring
 */
export const newest = (
  ...texts: readonly [one: string | undefined, other: string | undefined]
): Result<SavedQuota | undefined, string> => {
  const written = texts.filter((text) => text !== undefined)
  const [first, second] = written.map(decode).filter((saved) => saved !== undefined)
  if (first === undefined && written.length === 2) return fail("Neither of the two saves can be read")
  return succeed(first !== undefined && second !== undefined && second.sequence > first.sequence ? second : first)
}

/**
 * Restores what was saved, as of now: a request that was in flight then has ended by now, nobody knows when. Where the
 * wall clock has been set back to before the save, it is as if no time had passed since.
 *
 * A save that does not say when it was made tells nothing of such a clock. Its pause is believed for the longest window
 * at most, or for the longest pause that is made without the server asking where that is longer.
 *
 * @since 0.1.0
 * @category restoring
 */
export const restore = (
  { ended, inFlight, pausedUntil, savedAt }: SavedQuota,
  windows: ReadonlyArray<QuotaWindow>,
  now: Instant
): QuotaState => {
  const latest = savedAt ?? ended.reduce((latest, [at]) => Math.max(latest, at), 0)
  const setBackBy = Math.max(0, latest - now.wall)
  const fromWall = now.monotonic - now.wall - setBackBy
  const longest = Math.max(longestPause, ...windows.map(({ millis }) => millis))
  return {
    ended: [
      ...ended.flatMap(([at, count]) => Array<number>(count).fill(at + fromWall)),
      ...Array<number>(inFlight).fill(now.monotonic)
    ],
    inFlight: 0,
    pausedUntil: Math.min(
      pausedUntil + fromWall,
      savedAt === undefined ? now.monotonic + longest : Number.POSITIVE_INFINITY
    )
  }
}
