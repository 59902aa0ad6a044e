/**
 * The transport over `fetch` directly, with nothing in between: the one of `Userplane.layerFetch`.
 *
 * Where a reused connection breaks before the response, the `fetch` of Bun, Deno, workerd and browsers sends the request again
 * by itself. On Bun and Deno, each request is therefore given a connection of its own; the others offer no way to say so, and
 * their transport says that it `mayRepeat`.
 *
 * @since 0.1.0
 */
import { ConnectionHistory } from "@effect-userplane/protocol/ConnectionHistory"
import * as Fetches from "@effect-userplane/protocol/fetch"
import { platformFetch } from "@effect-userplane/protocol/PlatformFetch"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { fromStart, type Options, Transport } from "./Transport.js"

const globalFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init)

/**
 * The `fetch` in use: by default the global one as it is at the time of the call.
 *
 * @since 0.1.0
 * @category references
 */
export class Fetch extends Context.Reference<Fetch>()("@effect-userplane/core/FetchTransport/Fetch", {
  defaultValue: () => globalFetch
}) {}

/**
 * Makes a transport over a `fetch`.
 *
 * @param options.mayRepeat - Default: what is known of the platform's own `fetch`, and `true` for any other.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromFetch = (fetch: typeof globalThis.fetch, options: Options = {}): Context.Tag.Service<Transport> => {
  const platform = platformFetch()
  const isOfPlatform = fetch === globalFetch || fetch === globalThis.fetch
  const { mayRepeat = isOfPlatform ? platform.mayRepeat : true } = options
  return fromStart(Fetches.fromFetch(fetch, platform.init, new ConnectionHistory(mayRepeat)), { mayRepeat })
}

/**
 * The transport over `Fetch`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Transport> = Layer.effect(
  Transport,
  Effect.map(Fetch, (fetch) => fromFetch(fetch))
)
