import * as Effect from "effect/Effect"

/** Something that happens again and again, for one fiber at a time to wait for. None is missed: each has a number. */
export class Latch {
  /** The number of times it has been given. */
  count = 0
  private heard = (): void => {}

  give(): void {
    this.count += 1
    this.heard()
  }

  /** Waits until it has been given more often than this. */
  after(count: number): Effect.Effect<void> {
    return Effect.async((resume) => {
      if (this.count > count) resume(Effect.void)
      else this.heard = () => resume(Effect.void)
    })
  }
}
