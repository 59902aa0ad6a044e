/**
 * The client: where the API is, how requests get there, and with which key.
 *
 * @since 0.1.0
 */
import * as BaseUrl from "@effect-userplane/protocol/BaseUrl"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as ApiKey from "./ApiKey.js"
import * as FetchTransport from "./FetchTransport.js"
import { readConfig } from "./internal/currentConfigProvider.js"
import type { RequiresEffect4 } from "./internal/requiresEffect4.js"
import * as RetryPolicy from "./RetryPolicy.js"
import * as Transport from "./Transport.js"

export type { RequiresEffect4 }

/**
 * The client as every operation needs it.
 *
 * @since 0.1.0
 * @category services
 */
export class Userplane extends Context.Service<
  Userplane,
  {
    readonly baseUrl: URL
    readonly apiKey: ApiKey.ApiKey["Service"]
    readonly transport: Transport.Transport["Service"]
    readonly retryPolicy: RetryPolicy.Policy
  }
>()("@effect-userplane/core4/Userplane") {}

/**
 * The server that requests are sent to.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /**
   * The base URL of the API. It must be `https:`, unless its host is loopback; a trailing slash makes no difference.
   * Default: `https://api.userplane.io/api/v1`, from the OpenAPI document.
   */
  readonly baseUrl?: string | URL | undefined
}

const variable = "USERPLANE_BASE_URL"

/** The URL in a text; `name` is said where it is none. */
const parseBaseUrl = (name: string, value: string): Effect.Effect<URL, Config.ConfigError> => {
  const url = BaseUrl.parse(value)
  if (url.ok) return Effect.succeed(url.value)
  const issue = new SchemaIssue.Pointer([name], new SchemaIssue.InvalidValue({ message: url.failure }))
  return Effect.fail(new Config.ConfigError(new Schema.SchemaError(issue)))
}

/**
 * The base URL in the environment variable `USERPLANE_BASE_URL`. Blank counts as unset, and unset means the production
 * server of the OpenAPI document.
 *
 * @since 0.1.0
 * @category config
 */
export const baseUrlConfig: Config.Config<URL> = Config.String(variable).pipe(
  Config.withDefault(""),
  Config.mapEffect((value) => parseBaseUrl(variable, value.trim() === "" ? BaseUrl.production : value))
)

const make = (baseUrl: Effect.Effect<URL, Config.ConfigError>) =>
  Layer.effect(
    Userplane,
    Effect.all({
      baseUrl,
      apiKey: ApiKey.ApiKey,
      transport: Transport.Transport,
      retryPolicy: RetryPolicy.RetryPolicy
    })
  )

/**
 * The client over the `Transport` of the context: for transports in entries of their own, and for your own.
 *
 * It fails with a `ConfigError` when the base URL is not one that a key may be sent to.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerTransport = (
  options: Options = {}
): Layer.Layer<Userplane, Config.ConfigError, ApiKey.ApiKey | Transport.Transport | RequiresEffect4> =>
  make(Effect.suspend(() => parseBaseUrl("baseUrl", String(options.baseUrl ?? BaseUrl.production))))

const layerEnvironment: Layer.Layer<Userplane, Config.ConfigError, Transport.Transport> = Layer.provide(
  make(readConfig(baseUrlConfig)),
  ApiKey.layerConfig
)

/**
 * Provides all that the operations need: `fetch`, with the key in `USERPLANE_API_KEY` and the base URL in
 * `USERPLANE_BASE_URL`.
 *
 * @example
 * ```ts
 * import { deleteLink } from "@effect-userplane/core4/Links"
 * import * as Userplane from "@effect-userplane/core4/Userplane"
 * import * as Effect from "effect/Effect"
 *
 * const program = deleteLink({ workspaceId: "ws_abc123", linkId: "lnk_abc123" }).pipe(
 *   Effect.provide(Userplane.layerFetch)
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerFetch: Layer.Layer<Userplane, Config.ConfigError, RequiresEffect4> = Layer.provide(
  layerEnvironment,
  FetchTransport.layer
)
