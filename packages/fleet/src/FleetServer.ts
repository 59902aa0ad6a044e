/**
 * The runs of a worker over HTTP, for `FleetClient`, for the command, and for a browser. It needs `@effect/platform-node`.
 *
 * @since 0.1.0
 */
import * as Http from "node:http"
import * as HttpServer from "@effect/platform/HttpServer"
import type { ServeError } from "@effect/platform/HttpServerError"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Fleet } from "./Fleet.js"
import { app } from "./internal/server/app.js"
import { guard } from "./internal/server/guard.js"

/**
 * A server that listens.
 *
 * @since 0.1.0
 * @category tags
 */
export class FleetServer extends Context.Tag("@effect-userplane/fleet/FleetServer")<
  FleetServer,
  {
    /** The URL of the page, and of `FleetClient.layer`. */
    readonly url: string
  }
>() {}

/**
 * The port to listen on.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** Default: 0, which takes any free port. */
  readonly port?: number | undefined
}

/** The loopback address, and no other: whoever reaches the server controls the runs. */
const host = "127.0.0.1"

const close = (server: Http.Server): Effect.Effect<void> =>
  Effect.async((resume) => {
    server.close(() => resume(Effect.void))
    // Streams of runs would keep it for as long as they are read.
    server.closeAllConnections()
  })

/**
 * Serves the `Fleet` of the context on loopback until the layer is closed: a page that shows the runs as they go on, and what
 * `FleetClient` asks. Connections that are still open are then broken; runs are not.
 *
 * A request that names another host in its `Host` header, or that a browser sends for a page of another origin, is refused. There is
 * no password: every program on this machine can use the server.
 *
 * Fails with a `ServeError` when the port is taken.
 *
 * @example
 * ```ts
 * import * as Userplane from "@effect-userplane/core/Userplane"
 * import * as Fleet from "@effect-userplane/fleet/Fleet"
 * import * as FleetServer from "@effect-userplane/fleet/FleetServer"
 * import * as FleetWorker from "@effect-userplane/fleet/FleetWorker"
 * import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
 * import * as Layer from "effect/Layer"
 *
 * const Worker = Layer.merge(
 *   FleetWorker.layerSqlite({ user: "ada@example.com" }),
 *   FleetServer.layer({ port: 4020 }).pipe(Layer.provide(Fleet.layer))
 * ).pipe(
 *   Layer.provide([Userplane.layerFetch, LibsqlClient.layer({ url: "file:userplane.db", intMode: "bigint" })])
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<FleetServer, ServeError, Fleet> =>
  Layer.scoped(
    FleetServer,
    Effect.gen(function* () {
      // A submission lasts as long as its links take.
      const listener = Http.createServer({ requestTimeout: 0 })
      const server = yield* NodeHttpServer.make(() => listener, { host, port: options.port ?? 0 })
      yield* server.serve(yield* app, guard)
      yield* Effect.addFinalizer(() => close(listener))
      return { url: HttpServer.formatAddress(server.address) }
    })
  )
