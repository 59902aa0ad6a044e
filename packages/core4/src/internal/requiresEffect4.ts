import type * as Effect from "effect/Effect"

/** Nothing under Effect 4. Under another Effect a requirement that nothing provides: the type-check says what to install. */
export type RequiresEffect4 = "callback" extends keyof typeof Effect
  ? never
  : "@effect-userplane/core4 needs Effect 4: npm install effect@4. For Effect 3 there is @effect-userplane/core."
