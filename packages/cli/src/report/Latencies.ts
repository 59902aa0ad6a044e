/**
 * The latencies of requests, counted in classes, so that any number of them takes no more memory than one.
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

// Each class is wider than the one before by the fourth root of two, a fifth: half a second is not told from a second by
// the same steps as one millisecond from two.
const perDoubling = 4

/** Finds the class of a duration. All below a millisecond are one class. */
const indexOf = (millis: number): number => (millis < 1 ? 0 : 1 + Math.floor(Math.log2(millis) * perDoubling))

const lowerBound = (index: number): number => (index === 0 ? 0 : 2 ** ((index - 1) / perDoubling))

/**
 * @since 0.1.0
 * @category constructors
 */
export class Latencies {
  private readonly counts: Array<number> = []
  private total = 0

  add(millis: number): void {
    const index = indexOf(millis)
    this.counts[index] = (this.counts[index] ?? 0) + 1
    this.total += 1
  }

  /** From the fastest request to the slowest, classes without a request between them included. */
  get classes(): ReadonlyArray<LatencyClass> {
    const first = Math.max(
      0,
      this.counts.findIndex((count) => count > 0)
    )
    return Array.from(this.counts.slice(first), (requests = 0, offset) => ({
      from: lowerBound(first + offset),
      to: lowerBound(first + offset + 1),
      requests
    }))
  }

  /**
   * The quantile of the latencies, in milliseconds; `undefined` where there is none.
   *
   * @param share - From 0 to 1.
   */
  under(share: number): number | undefined {
    let counted = 0
    return this.classes.find(({ requests }) => {
      counted += requests
      return counted > 0 && counted >= share * this.total
    })?.to
  }
}
