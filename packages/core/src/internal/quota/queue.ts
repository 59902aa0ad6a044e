import * as Effect from "effect/Effect"
import { Latch } from "./latch.js"

/** Makes an effect interruptible again. */
export type Interruptible = <A>(effect: Effect.Effect<A>) => Effect.Effect<A>

/**
 * A queue of fibers of which one is at the front, first come first served. A semaphore of `Effect` lets a newcomer pass that
 * comes between a release and the waking of the next.
 */
export class RequestQueue {
  private occupied = false
  private readonly behind = new Set<Latch>()

  /** The number of fibers in the queue, the one at the front included. */
  get length(): number {
    return this.behind.size + (this.occupied ? 1 : 0)
  }

  /**
   * Enters the queue at once. The effect waits for the front, which must be left again. It is not to be interrupted, but for
   * the wait itself: a fiber that is interrupted there is out of the queue.
   */
  enter(interruptible: Interruptible): Effect.Effect<void> {
    if (!this.occupied) {
      this.occupied = true
      return Effect.void
    }
    const front = new Latch()
    this.behind.add(front)
    return Effect.onInterrupt(interruptible(front.after(0)), () =>
      Effect.sync(() => {
        // One that reached the front as it was interrupted hands it on.
        if (!this.behind.delete(front)) this.leave()
      })
    )
  }

  /** Hands the front on. */
  leave(): void {
    const [next] = this.behind
    if (next === undefined) {
      this.occupied = false
      return
    }
    this.behind.delete(next)
    next.give()
  }
}
