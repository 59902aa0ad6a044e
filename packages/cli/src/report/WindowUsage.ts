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
 * Follows a window as it slides over the requests, and keeps the most that it held in each part of the whole time. It is
 * told of the requests in their order, and remembers those in the window only.
 *
 * @since 0.1.0
 * @category constructors
 */
export class WindowUse {
  readonly window: Window
  private readonly first: number
  private readonly width: number
  private readonly peaks: Array<number> = []
  // A queue: what left the window is skipped over, and dropped now and then.
  private sent: Array<number> = []
  private oldest = 0

  /**
   * @param first - When the first request was sent, in milliseconds since the epoch.
   * @param last - When the last one was.
   */
  constructor(window: Window, first: number, last: number) {
    this.window = window
    this.first = first
    this.width = Math.max((last - first) / parts, 1)
  }

  /** A request was sent. */
  add(at: number): void {
    const part = Math.max(0, Math.floor((at - this.first) / this.width))
    // A part begins with what the window holds by then, whether a request follows in it or not.
    for (let next = this.peaks.length; next <= part; next++)
      this.peaks.push(this.heldAt(this.first + next * this.width))
    this.sent.push(at)
    this.peaks[part] = Math.max(this.peaks[part] ?? 0, this.heldAt(at))
  }

  /** The most requests that the window has held. */
  get most(): number {
    return this.peaks.reduce((most, peak) => Math.max(most, peak), 0)
  }

  /** The most that the window held in each part of the time. */
  get uses(): ReadonlyArray<Use> {
    return this.peaks.map((requests, part) => ({ at: this.first + part * this.width, requests }))
  }

  private heldAt(time: number): number {
    while ((this.sent[this.oldest] ?? Number.POSITIVE_INFINITY) <= time - this.window.millis) this.oldest++
    if (this.oldest > this.sent.length / 2) {
      this.sent = this.sent.slice(this.oldest)
      this.oldest = 0
    }
    return this.sent.length - this.oldest
  }
}
