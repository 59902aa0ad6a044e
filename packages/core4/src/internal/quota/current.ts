import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { layerDocumented, Quota } from "../../Quota.js"

// Local: an Effect would else share the one that some other layer of the program was built with.

/** The quota of the context, or the documented one, for whoever asks alone. */
export const currentQuota: Effect.Effect<Quota["Service"]> = Effect.flatMap(
  Effect.serviceOption(Quota),
  Option.match({
    onNone: () => Effect.provide(Quota, layerDocumented, { local: true }),
    onSome: Effect.succeed
  })
)
