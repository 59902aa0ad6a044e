/**
 * The transport over an `HttpClient`, and with it all of `Transport`: what an import of `Transport` is for Effect 3.
 *
 * The `HttpClient` of Effect 4.1 is marked as unstable.
 *
 * @since 0.1.0
 */
import { ConnectionHistory } from "@effect-userplane/protocol/ConnectionHistory"
import { anyClientMayRepeat } from "@effect-userplane/protocol/PlatformFetch"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { send } from "./internal/http/httpClientTransport.js"
import { make, type Options, Transport } from "./Transport.js"

export * from "./Transport.js"

/**
 * Makes a transport over an `HttpClient`. Redirects are switched off in the clients made over `fetch`; a client that follows
 * them by itself must not be used, since it sends the key to wherever the redirect points. It makes no span and sends no
 * trace header, since the attempt has a span, unless `HttpClient.TracerDisabledWhen` is changed in the client itself.
 *
 * `mayRepeat` is by default `false` on Node, where neither `fetch` nor `node:http` repeats a request by itself, and `true`
 * elsewhere. Say `true` for a client with retries of its own.
 *
 * @example
 * ```ts
 * import * as HttpClientTransport from "@effect-userplane/core4/HttpClientTransport"
 * import * as Effect from "effect/Effect"
 * import * as HttpClient from "effect/http/HttpClient"
 * import * as Layer from "effect/Layer"
 *
 * const TransportLive = Layer.effect(
 *   HttpClientTransport.Transport,
 *   Effect.map(HttpClient.HttpClient, (client) =>
 *     HttpClientTransport.fromHttpClient(HttpClient.retryTransient(client, { times: 2 }), { mayRepeat: true })
 *   )
 * )
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromHttpClient = (
  client: HttpClient,
  { mayRepeat = anyClientMayRepeat() }: Options = {}
): Transport["Service"] => {
  const history = new ConnectionHistory(mayRepeat)
  return make((request) => send(client, request, history), { mayRepeat })
}

/**
 * The transport over the `HttpClient` of the context, whichever that is.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Transport, never, HttpClient> = Layer.effect(
  Transport,
  Effect.map(HttpClient, (client) => fromHttpClient(client))
)
