/**
 * The client over an `HttpClient`, and with it all of `Userplane`: what an import of `Userplane` is for Effect 3.
 *
 * The `HttpClient` of Effect 4.1 is marked as unstable.
 *
 * @since 0.1.0
 */
import type * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as ApiKey from "./ApiKey.js"
import * as HttpClientTransport from "./HttpClientTransport.js"
import { readConfig } from "./internal/currentConfigProvider.js"
import { baseUrlConfig, layerTransport, type Options, type Userplane } from "./Userplane.js"

export * from "./Userplane.js"

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

/**
 * The client over the `HttpClient` of the context.
 *
 * It fails with a `ConfigError` when the base URL is not one that a key may be sent to.
 *
 * @example
 * ```ts
 * import * as Userplane from "@effect-userplane/core4/HttpClientUserplane"
 * import { deleteLink } from "@effect-userplane/core4/Links"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
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
export function layer(options: OptionsWithKey): Layer.Layer<Userplane, Config.ConfigError, HttpClient>
export function layer(options?: Options): Layer.Layer<Userplane, Config.ConfigError, ApiKey.ApiKey | HttpClient>
export function layer(options: Options & Partial<OptionsWithKey> = {}) {
  const client = Layer.provide(layerTransport(options), HttpClientTransport.layer)
  return options.apiKey === undefined ? client : Layer.provide(client, ApiKey.layer(options.apiKey))
}

/**
 * The client over the `HttpClient` of the context, with the key in `USERPLANE_API_KEY` and the base URL in
 * `USERPLANE_BASE_URL`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig: Layer.Layer<Userplane, Config.ConfigError, HttpClient> = Layer.unwrap(
  Effect.map(readConfig(baseUrlConfig), (baseUrl) => layerTransport({ baseUrl }))
).pipe(Layer.provide([HttpClientTransport.layer, ApiKey.layerConfig]))
