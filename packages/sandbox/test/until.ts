import * as Effect from "effect/Effect"

/** Waits until something holds. */
export const until = <R>(holds: Effect.Effect<boolean, never, R>) =>
  Effect.repeat(Effect.delay(holds, "1 millis"), { until: (held) => held })
