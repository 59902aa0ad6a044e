/**
 * The use of a quota window over time.
 *
 * @since 0.1.0
 */

/**
 * A window of the quota: how many requests fit into how many milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface Window {
  readonly limit: number
  readonly millis: number
}

/**
 * The number of requests in the window that ended at a time.
 *
 * @since 0.1.0
 * @category models
 */
export interface Use {
  /** In milliseconds since the epoch. */
  readonly at: number
  readonly requests: number
}

/** The number of points that a plot has room for. */
const parts = 400

/**
 * Slides a window over the requests, and gives the most that it held in each part of the whole time.
 *
 * @param millis - The length of the window.
 * @param sent - When each request was sent, in milliseconds since the epoch, ascending.
 * @param first - The start of the whole time, not after the first request.
 * @param last - Its end, not before the last request.
 *
 * @since 0.1.0
 * @category statistics
 */
export const uses = (millis: number, sent: ReadonlyArray<number>, first: number, last: number): ReadonlyArray<Use> => {
  const width = Math.max((last - first) / parts, 1)
  const count = Math.floor((last - first) / width) + 1
  let entered = 0
  let left = 0
  const heldAt = (time: number): number => {
    while ((sent[left] ?? Number.POSITIVE_INFINITY) <= time - millis) left++
    return entered - left
  }
  return Array.from({ length: count }, (_, part) => {
    const at = first + part * width
    const end = part === count - 1 ? Number.POSITIVE_INFINITY : at + width
    // A part begins with what the window holds by then, whether a request follows in it or not.
    let requests = heldAt(at)
    for (let time = sent[entered]; time !== undefined && time < end; time = sent[entered]) {
      entered++
      requests = Math.max(requests, heldAt(time))
    }
    return { at, requests }
  })
}
