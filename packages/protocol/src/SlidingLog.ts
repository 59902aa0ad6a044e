/**
 * The sliding log of a quota: which requests count in which window.
 *
 * @since 0.1.0
 */
import type { QuotaWindow } from "./QuotaWindow.js"

/**
 * A window that holds as many requests as it may.
 *
 * @since 0.1.0
 * @category models
 */
export interface FullWindow {
  readonly window: QuotaWindow
  /** The time when the next request may start; `Infinity` when not before one in flight has ended. */
  readonly opensAt: number
}

/** The index of the first of the ascending times that is later than a time. */
const firstAfter = (times: ReadonlyArray<number>, time: number, from: number): number => {
  let low = from
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (Number(times[middle]) > time) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * The requests that count in some windows. A request in flight counts, since nobody knows when the server sees it; one that
 * has ended counts until a window later, so that whenever it was seen, it has left the server's window as well. All times
 * are milliseconds of a monotonic clock.
 *
 * @since 0.1.0
 * @category models
 */
export class SlidingLog {
  readonly windows: ReadonlyArray<QuotaWindow>
  /** The number of requests that are in flight. */
  inFlight = 0
  /** The times when requests ended, ascending. Those before `first` count in no window any more. */
  private ended: Array<number>
  private first = 0
  private readonly longest: number

  /** @param ended - When earlier requests ended, in any order. */
  constructor(windows: ReadonlyArray<QuotaWindow>, ended: ReadonlyArray<number> = []) {
    this.windows = windows
    this.longest = Math.max(0, ...windows.map(({ millis }) => millis))
    this.ended = ended.toSorted((one, other) => one - other)
  }

  /** Counts a request that starts. */
  start(): void {
    this.inFlight += 1
  }

  /** Ends a request in flight. */
  end(at: number): void {
    this.inFlight -= 1
    // Requests end nearly in order, so the place is found from the end.
    let place = this.ended.length
    while (place > this.first && Number(this.ended[place - 1]) > at) place -= 1
    this.ended.splice(place, 0, at)
  }

  /** Uncounts a request in flight, since it was never sent. */
  cancel(): void {
    this.inFlight -= 1
  }

  /**
   * The full window that opens last, which the next request has to wait for; `undefined` when one may start now.
   *
   * @param limitOf - How many requests a window may hold by now.
   */
  fullWindow(now: number, limitOf: (window: QuotaWindow) => number): FullWindow | undefined {
    this.forget(now)
    let last: FullWindow | undefined
    for (const window of this.windows) {
      const opensAt = this.opensAt(window.millis, limitOf(window), now)
      if (opensAt > now && (last === undefined || opensAt > last.opensAt)) last = { window, opensAt }
    }
    return last
  }

  /** The number of requests that count in a window of so many milliseconds. */
  used(millis: number, now: number): number {
    return this.inFlight + this.ended.length - firstAfter(this.ended, now - millis, this.first)
  }

  /** Lists the ends of the requests that still count in a window. */
  counted(now: number): ReadonlyArray<number> {
    this.forget(now)
    return this.ended.slice(this.first)
  }

  private opensAt(millis: number, limit: number, now: number): number {
    const excess = this.used(millis, now) - limit + 1
    if (excess <= 0) return now
    const leaving = this.ended[firstAfter(this.ended, now - millis, this.first) + excess - 1]
    return leaving === undefined ? Number.POSITIVE_INFINITY : leaving + millis
  }

  // Dropped in one go, since taking one element off the front moves all the others.
  private forget(now: number): void {
    this.first = firstAfter(this.ended, now - this.longest, this.first)
    if (this.first < 1024 || this.first < this.ended.length / 2) return
    this.ended = this.ended.slice(this.first)
    this.first = 0
  }
}
