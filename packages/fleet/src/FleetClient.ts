/**
 * The runs of a worker in another process, over its `FleetServer`.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Fleet } from "./Fleet.js"
import * as Client from "./internal/client/fleet.js"

/**
 * The worker to talk to.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** The URL that its `FleetServer` has, such as `http://127.0.0.1:4020`. */
  readonly url: string | URL
}

/**
 * The `Fleet` of a worker. Programs are written against the same tag, whether they have the database or talk to the worker that
 * has it.
 *
 * The links of a submission are sent as they come, no faster than the worker takes them in. Of a run that has begun, they are not
 * asked for.
 *
 * Where the worker cannot be reached, or ends amid a response, operations fail with `FleetUnavailable`. What `Fleet.layer` takes for
 * a mistake of the program is a defect here as well: `IllegalArgumentException`.
 *
 * @example
 * ```ts
 * import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
 * import * as Fleet from "@effect-userplane/fleet/Fleet"
 * import * as FleetClient from "@effect-userplane/fleet/FleetClient"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const FleetLive = FleetClient.layer({ url: "http://127.0.0.1:4020" }).pipe(Layer.provide(FetchHttpClient.layer))
 *
 * const paused = Effect.flatMap(Fleet.Fleet, ({ pause }) => pause("clean-up-2026")).pipe(Effect.provide(FleetLive))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = ({ url }: Options): Layer.Layer<Fleet, never, HttpClient.HttpClient> =>
  Layer.effect(
    Fleet,
    Effect.map(HttpClient.HttpClient, (client) => Client.make(client, new URL(url)))
  )
