class Lent extends AbortController {
  /** How many requests have had its signal. */
  requests = 0
}

/** Fewer than the listeners on one signal of which Node warns: `fetch` leaves its own there until they are collected. */
const mostRequests = 8

const mostIdle = 64

/**
 * Lends controllers for the signals of requests. One that has not aborted serves the next request too: measured over
 * `fetch` at one call at a time, to make one for each request takes a twentieth of the calls a second.
 */
export class AbortControllers {
  private readonly idle: Array<Lent> = []

  lend(): Lent {
    const controller = this.idle.pop() ?? new Lent()
    controller.requests += 1
    return controller
  }

  /** Takes one back whose request has been answered: nothing is left of it to abort. */
  takeBack(controller: Lent): void {
    const reusable = !controller.signal.aborted && controller.requests < mostRequests
    if (reusable && this.idle.length < mostIdle) this.idle.push(controller)
  }
}
