/** Calls a function when all that is due in this turn of the event loop has been done. */
type AtEndOfTurn = (task: () => void) => unknown

declare const setImmediate: AtEndOfTurn | undefined

// Browsers have none. Taken once, because a test's fake timers take its place, and would hold up every reply.
const ofPlatform: AtEndOfTurn = typeof setImmediate === "function" ? setImmediate : (task) => task()

/**
 * Hands over together what arrives within one turn of the event loop. While nothing more is expected, it does not wait.
 *
 * Measured with 64 requests under way, this takes off a fifth of the CPU time of a call over `fetch`, and three tenths
 * over undici: what is done for one reply after the other is still in the caches of the processor.
 */
export class Arrivals {
  private readonly atEndOfTurn: AtEndOfTurn
  private expected = 0
  private arrived: Array<() => void> = []

  constructor(atEndOfTurn: AtEndOfTurn = ofPlatform) {
    this.atEndOfTurn = atEndOfTurn
  }

  /** One more may arrive. */
  expect(): void {
    this.expected += 1
  }

  /** One of those that were expected has arrived, or never will. */
  expectNoLonger(): void {
    this.expected -= 1
  }

  /** Hands over what has arrived. That must not throw. */
  handOver(arrival: () => void): void {
    if (this.expected === 0 && this.arrived.length === 0) arrival()
    else if (this.arrived.push(arrival) === 1) this.atEndOfTurn(this.handOverAll)
  }

  private readonly handOverAll = (): void => {
    const arrived = this.arrived
    this.arrived = []
    for (const arrival of arrived) arrival()
  }
}
