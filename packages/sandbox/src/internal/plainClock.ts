import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** A clock for programs that know nothing of this Effect. */
export interface PlainClock {
  /** The time in milliseconds since the epoch. */
  readonly now: () => number
  /** Resolves after a time in milliseconds. It may reject once the signal is aborted. */
  readonly sleep: (millis: number, signal: AbortSignal) => Promise<void>
}

/** Returns the clock as a service. */
export const toClock = ({ now, sleep }: PlainClock): Clock.Clock => {
  const nanos = () => BigInt(Math.round(now())) * 1_000_000n
  return {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: now,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanos: Effect.sync(nanos),
    sleep: (duration) => Effect.promise((signal) => sleep(Duration.toMillis(duration), signal))
  }
}
