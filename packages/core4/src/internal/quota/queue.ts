import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"

/** Makes an effect interruptible again. */
export type Interruptible = <A>(effect: Effect.Effect<A>) => Effect.Effect<A>

/**
 * A queue of fibers of which one is at the front, first come first served.
 *
 * The permit of a semaphore of `Effect` is only safe while the whole use of it may be interrupted. Here nothing may be but
 * the wait, so that no start of a request is without its end.
 */
export class RequestQueue {
  private occupied = false
  private readonly behind = new Set<Latch.Latch>()

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
    const front = Latch.makeUnsafe()
    this.behind.add(front)
    return Effect.onInterrupt(interruptible(front.await), () =>
      // One that reached the front as it was interrupted hands it on.
      Effect.suspend(() => (this.behind.delete(front) ? Effect.void : this.leave))
    )
  }

  /** Hands the front on. */
  readonly leave: Effect.Effect<unknown> = Effect.suspend(() => {
    const [next] = this.behind
    if (next === undefined) {
      this.occupied = false
      return Effect.void
    }
    this.behind.delete(next)
    return next.open
  })
}
