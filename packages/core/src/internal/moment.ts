import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type { RuntimeFiber } from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import { millisOf, wholeMillis } from "./monotonic.js"

// Classes for the reason that a call is one.

/** When something was: in milliseconds of the clock that is never set, and as a span takes it. */
export class Moment {
  readonly millis: number
  readonly nanos: bigint

  constructor(millis: number, nanos: bigint) {
    this.millis = millis
    this.nanos = nanos
  }
}

/** The clock of a fiber, and whether its spans are timed: asked of the fiber once a call instead of at each moment. */
export class Watch {
  readonly clock: Clock.Clock
  private readonly timed: boolean

  constructor(fiber: RuntimeFiber<unknown, unknown>) {
    this.clock = Context.get(fiber.currentDefaultServices, Clock.Clock)
    this.timed = fiber.getFiberRef(FiberRef.currentTracerTimingEnabled)
  }

  /** The time for a span: zero where timing is switched off. */
  nanos(): bigint {
    return this.timed ? this.clock.unsafeCurrentTimeNanos() : 0n
  }

  /** The time of the clock that is never set. */
  millis(): number {
    return millisOf(this.clock)
  }

  moment(): Moment {
    const nanos = this.clock.unsafeCurrentTimeNanos()
    return new Moment(wholeMillis(nanos), this.timed ? nanos : 0n)
  }
}
