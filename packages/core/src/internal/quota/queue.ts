import * as Effect from "effect/Effect"
import { Latch } from "./latch.js"

/** Makes an effect interruptible again. */
export type Interruptible = <A>(effect: Effect.Effect<A>) => Effect.Effect<A>

/**
 * A line of fibers of which one is at the front, first come first served. `Effect`'s semaphores let a newcomer pass who
 * comes between a release and the waking of the next.
 */
export class RequestQueue {
  private occupied = false
  private readonly behind = new Set<Latch>()

  /** How many stand in the line, the one at the front included. */
  get length(): number {
    return this.behind.size + (this.occupied ? 1 : 0)
  }

  /**
   * Enters the line at once. The effect waits for the front, which must be left again; it is not to be interrupted, but for
   * the wait itself: whoever is interrupted there is out of the line.
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
        // Who was admitted in the moment of the interrupt has the front, and hands it on.
        if (!this.behind.delete(front)) this.leave()
      })
    )
  }

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
