/**
 * The client: where the API is, how requests get there, and with which key.
 *
 * @since 0.1.0
 */
import * as BaseUrl from "@effect-userplane/protocol/BaseUrl"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as ApiKey from "./ApiKey.js"
import * as FetchTransport from "./FetchTransport.js"
import type { RequiresEffect3 } from "./internal/requiresEffect3.js"
import * as RetryPolicy from "./RetryPolicy.js"
import * as Transport from "./Transport.js"

export type { RequiresEffect3 }

/**
 * The client as every operation needs it.
 *
 * @since 0.1.0
 * @category tags
 */
export class Userplane extends Context.Tag("@effect-userplane/core/Userplane")<
  Userplane,
  {
    readonly baseUrl: URL
    readonly apiKey: Context.Tag.Service<ApiKey.ApiKey>
    readonly transport: Context.Tag.Service<Transport.Transport>
    readonly retryPolicy: RetryPolicy.Policy
  }
>() {}

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

/**
 * The server, and a key that stays the same.
 *
 * @since 0.1.0
 * @category options
 */
export interface OptionsWithKey extends Options {
  /** The API key, when it stays the same. Otherwise leave it out and provide an `ApiKey` layer. */
  readonly apiKey: Redacted.Redacted
}

const parseBaseUrl = (path: Array<string>, value: string): Either.Either<URL, ConfigError.ConfigError> => {
  const url = BaseUrl.parse(value)
  return url.ok ? Either.right(url.value) : Either.left(ConfigError.InvalidData(path, url.failure))
}

/**
 * The base URL in the environment variable `USERPLANE_BASE_URL`. Blank counts as unset, and unset means the production
 * server of the OpenAPI document.
 *
 * @since 0.1.0
 * @category config
 */
export const baseUrlConfig: Config.Config<URL> = Config.string().pipe(
  Config.option,
  Config.map(Option.filter((value) => value.trim() !== "")),
  Config.map(Option.getOrElse(() => BaseUrl.production)),
  // Inside of the name, because only then does the error carry it.
  Config.mapOrFail((value) => parseBaseUrl([], value)),
  Config.nested("USERPLANE_BASE_URL")
)

const make = (baseUrl: Effect.Effect<URL, ConfigError.ConfigError>) =>
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
 * @since 0.1.0
 * @category layers
 */
export const layerTransport = (
  options: Options = {}
): Layer.Layer<Userplane, ConfigError.ConfigError, ApiKey.ApiKey | Transport.Transport | RequiresEffect3> =>
  make(Effect.suspend(() => parseBaseUrl(["baseUrl"], String(options.baseUrl ?? BaseUrl.production))))

/**
 * The client over the `HttpClient` of the context.
 *
 * It fails with a `ConfigError` when the base URL is not one that a key may be sent to.
 *
 * @example
 * ```ts
 * import { deleteLink } from "@effect-userplane/core/Links"
 * import * as Userplane from "@effect-userplane/core/Userplane"
 * import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * const UserplaneLive = Userplane.layer({ apiKey: Redacted.make("uspl_example") }).pipe(
 *   Layer.provide(FetchHttpClient.layer)
 * )
 *
 * const program = deleteLink({ workspaceId: "ws_abc123", linkId: "lnk_abc123" }).pipe(
 *   Effect.provide(UserplaneLive)
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export function layer(
  options: OptionsWithKey
): Layer.Layer<Userplane, ConfigError.ConfigError, Layer.Layer.Context<typeof Transport.layer> | RequiresEffect3>
export function layer(
  options?: Options
): Layer.Layer<
  Userplane,
  ConfigError.ConfigError,
  ApiKey.ApiKey | Layer.Layer.Context<typeof Transport.layer> | RequiresEffect3
>
export function layer(options: Options & Partial<OptionsWithKey> = {}) {
  const client = Layer.provide(layerTransport(options), Transport.layer)
  return options.apiKey === undefined ? client : Layer.provide(client, ApiKey.layer(options.apiKey))
}

const layerEnvironment: Layer.Layer<Userplane, ConfigError.ConfigError, Transport.Transport> = Layer.provide(
  make(baseUrlConfig),
  ApiKey.layerConfig
)

/**
 * The client over the `HttpClient` of the context, with the key in `USERPLANE_API_KEY` and the base URL in
 * `USERPLANE_BASE_URL`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig: Layer.Layer<
  Userplane,
  ConfigError.ConfigError,
  Layer.Layer.Context<typeof Transport.layer> | RequiresEffect3
> = /* @__PURE__ */ Layer.provide(layerEnvironment, Transport.layer)

/**
 * Provides all that the operations need: `fetch`, with the key in `USERPLANE_API_KEY` and the base URL in
 * `USERPLANE_BASE_URL`.
 *
 * @example
 * ```ts
 * import { deleteLink } from "@effect-userplane/core/Links"
 * import * as Userplane from "@effect-userplane/core/Userplane"
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
export const layerFetch: Layer.Layer<Userplane, ConfigError.ConfigError, RequiresEffect3> = Layer.provide(
  layerEnvironment,
  FetchTransport.layer
)
