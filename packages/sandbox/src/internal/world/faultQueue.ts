import * as Cause from "effect/Cause"
import type { Fault, Target } from "../../Fault.js"
import type { SeededRandom } from "./random.js"

/** A fault that waits for the requests it applies to. */
export interface QueuedFault {
  readonly fault: Fault
  readonly linkId: string | undefined
  readonly probability: number
  /** The number of requests that will still meet it. */
  left: number
}

const requireOption = (holds: boolean, name: string, expected: string, actual: number): void => {
  if (!holds) throw new Cause.IllegalArgumentException(`Fault: ${name} must be ${expected}, not ${actual}`)
}

/** The waiting faults, in the order in which they were added. */
export class FaultQueue {
  private queue: Array<QueuedFault> = []
  private readonly random: SeededRandom

  constructor(random: SeededRandom) {
    this.random = random
  }

  add(fault: Fault, { linkId, probability = 1, times }: Target): void {
    const left = times ?? (probability < 1 ? Number.POSITIVE_INFINITY : 1)
    requireOption(left >= 1 && (Number.isInteger(left) || left === Number.POSITIVE_INFINITY), "times", "from 1", left)
    requireOption(probability >= 0 && probability <= 1, "probability", "from 0 to 1", probability)
    this.queue.push({ fault, linkId, probability, left })
  }

  clear(): void {
    this.queue = []
  }

  /** Finds the first fault that a request matches. It stays in the queue: if it has no effect, the next request meets it. */
  match(linkId: string | undefined): QueuedFault | undefined {
    return this.queue.find(
      (queued) =>
        (queued.linkId === undefined || queued.linkId === linkId) &&
        (queued.probability === 1 || this.random.next() < queued.probability)
    )
  }

  /** Counts a request that has met the fault. */
  spend(queued: QueuedFault): void {
    queued.left -= 1
    if (queued.left === 0) this.queue = this.queue.filter((other) => other !== queued)
  }
}
