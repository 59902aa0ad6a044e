import type * as Effect from "effect/Effect"

/** Nothing under Effect 3. Under another Effect a requirement that nothing provides: the type-check says what to install. */
export type RequiresEffect3 = "zipRight" extends keyof typeof Effect
  ? never
  : "@effect-userplane/core needs Effect 3: npm install effect@3. For Effect 4 there is @effect-userplane/core4."
