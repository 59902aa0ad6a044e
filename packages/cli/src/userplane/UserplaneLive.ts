/**
 * The real API, as the environment says.
 *
 * @since 0.1.0
 */
import * as ApiKey from "@effect-userplane/core/ApiKey"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * The client over `fetch`. The variables are checked together, so that whoever set both wrongly is told of both.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Userplane.Userplane, ConfigError.ConfigError> = Layer.unwrapEffect(
  Effect.as(Config.all([ApiKey.config, Userplane.baseUrlConfig]), Userplane.layerFetch)
)
