/** A window of a quota. */
export interface Rule {
  readonly limit: number
  readonly millis: number
}

/** When a request may start, and which window it waits for. */
export interface Turn {
  /** `Infinity`: not before one in flight has ended. */
  readonly at: number
  readonly rule: Rule
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
 * Which requests count in which window. A request in flight counts, since nobody knows when the server sees it; one that
 * has ended counts until a window later, so that whenever it was seen, it has left the server's window as well.
 */
export class SlidingLog {
  readonly rules: ReadonlyArray<Rule>
  inFlight = 0
  /** When the ended requests ended, ascending. What is before `first` counts in no window any more. */
  private ended: Array<number> = []
  private first = 0
  private readonly longest: number

  constructor(rules: ReadonlyArray<Rule>, ended: ReadonlyArray<number> = []) {
    this.rules = rules
    this.longest = Math.max(0, ...rules.map(({ millis }) => millis))
    this.ended = ended.toSorted((one, other) => one - other)
  }

  start(): void {
    this.inFlight += 1
  }

  end(at: number): void {
    this.inFlight -= 1
    // Requests end nearly in order, so the place is found from the end.
    let place = this.ended.length
    while (place > this.first && Number(this.ended[place - 1]) > at) place -= 1
    this.ended.splice(place, 0, at)
  }

  /** One in flight never left. */
  giveBack(): void {
    this.inFlight -= 1
  }

  /** When the next request may start, by the window that opens last. Without windows, and when all are open, now. */
  turn(now: number, limitOf: (rule: Rule) => number): Turn | undefined {
    this.forget(now)
    let last: Turn | undefined
    for (const rule of this.rules) {
      const at = this.openAt(rule, limitOf(rule), now)
      if (at > now && (last === undefined || at > last.at)) last = { at, rule }
    }
    return last
  }

  /** How many requests count in a window. */
  used(millis: number, now: number): number {
    return this.inFlight + this.ended.length - firstAfter(this.ended, now - millis, this.first)
  }

  /** When the ended requests that still count in a window did end. */
  counted(now: number): ReadonlyArray<number> {
    this.forget(now)
    return this.ended.slice(this.first)
  }

  private openAt({ millis }: Rule, limit: number, now: number): number {
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
