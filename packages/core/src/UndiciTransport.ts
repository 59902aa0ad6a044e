/**
 * The transport over undici, on Node: the fastest one, in an entry of its own because `undici` is an optional peer.
 *
 * @since 0.1.0
 */
import * as Dispatchers from "@effect-userplane/protocol/undici"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Agent, type Dispatcher, RetryAgent } from "undici"
import { fromStart, type Options, Transport } from "./Transport.js"

/**
 * Makes a transport over a dispatcher of undici: an `Agent`, a `Pool`, a `ProxyAgent`. One that follows redirects must not
 * be used, since it sends the key to wherever the redirect points.
 *
 * `mayRepeat` is by default whether it is a `RetryAgent`. Say `true` for one with retries of its own.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromDispatcher = (
  dispatcher: Dispatcher,
  { mayRepeat = dispatcher instanceof RetryAgent }: Options = {}
): Context.Tag.Service<Transport> => fromStart(Dispatchers.fromDispatcher(dispatcher), { mayRepeat })

/**
 * The transport over an `Agent` of its own, which is closed with the layer.
 *
 * @example
 * ```ts
 * import * as ApiKey from "@effect-userplane/core/ApiKey"
 * import * as UndiciTransport from "@effect-userplane/core/UndiciTransport"
 * import * as Userplane from "@effect-userplane/core/Userplane"
 * import * as Layer from "effect/Layer"
 *
 * const UserplaneLive = Userplane.layerTransport().pipe(
 *   Layer.provide([UndiciTransport.layer(), ApiKey.layerConfig])
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Agent.Options): Layer.Layer<Transport> =>
  Layer.scoped(
    Transport,
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => new Agent(options)),
        (agent) => Effect.promise(() => agent.destroy())
      ),
      (agent) => fromDispatcher(agent)
    )
  )
