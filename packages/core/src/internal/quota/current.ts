import * as Effect from "effect/Effect"
import { layerDocumented, Quota } from "../../Quota.js"

/** The quota of the context, or the documented one, for whoever asks alone. */
export const currentQuota = Effect.flatten(Effect.serviceOption(Quota)).pipe(
  Effect.orElse(() => Effect.provide(Quota, layerDocumented))
)
