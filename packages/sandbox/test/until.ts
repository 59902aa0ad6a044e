import * as Effect from "effect/Effect"

/** Waits until something holds. */
export const until = (holds: Effect.Effect<boolean>) =>
  Effect.repeat(Effect.delay(holds, "1 millis"), { until: (held) => held })
