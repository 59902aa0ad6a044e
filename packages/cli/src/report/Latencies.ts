/**
 * The times from requests to their responses.
 *
 * @since 0.1.0
 */

/**
 * The number of requests that took at least `from` and less than `to` milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface LatencyClass {
  readonly from: number
  readonly to: number
  readonly requests: number
}

/**
 * The times, in milliseconds, within which half of the responses came, 95 % and 99 %.
 *
 * @since 0.1.0
 * @category models
 */
export interface Quantiles {
  readonly half: number
  readonly most: number
  readonly nearlyAll: number
}

// Each class is wider than the one before by the fourth root of two, a fifth: half a second is not told from a second by
// the same steps as one millisecond from two.
const perDoubling = 4

/** Finds the class of a duration. All below a millisecond are one class. */
const indexOf = (millis: number): number => (millis < 1 ? 0 : 1 + Math.floor(Math.log2(millis) * perDoubling))

const lowerBound = (index: number): number => (index === 0 ? 0 : 2 ** ((index - 1) / perDoubling))

/**
 * Counts times in classes, from the fastest response to the slowest, classes without a response between them included.
 *
 * @param sorted - In milliseconds, ascending.
 *
 * @since 0.1.0
 * @category statistics
 */
export const classes = (sorted: ReadonlyArray<number>): ReadonlyArray<LatencyClass> => {
  const [first] = sorted
  if (first === undefined) return []
  const counts: Array<number> = []
  const lowest = indexOf(first)
  for (const millis of sorted) {
    const index = indexOf(millis) - lowest
    counts[index] = (counts[index] ?? 0) + 1
  }
  return Array.from(counts, (requests = 0, index) => ({
    from: lowerBound(lowest + index),
    to: lowerBound(lowest + index + 1),
    requests
  }))
}

/**
 * The quantiles of some times; `undefined` where there is none.
 *
 * @param sorted - In milliseconds, ascending.
 *
 * @since 0.1.0
 * @category statistics
 */
export const quantiles = (sorted: ReadonlyArray<number>): Quantiles | undefined => {
  const [half, most, nearlyAll] = [0.5, 0.95, 0.99].map((share) => sorted[Math.ceil(share * sorted.length) - 1])
  return half === undefined || most === undefined || nearlyAll === undefined ? undefined : { half, most, nearlyAll }
}
