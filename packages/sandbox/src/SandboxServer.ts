/**
 * The sandbox as an HTTP server on loopback, for real sockets and for clients in other languages. It needs Node, and is an
 * entry of its own, so that the in-process client loads fast.
 *
 * @since 0.1.0
 */
import * as Http from "node:http"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as HttpApp from "./internal/http/httpApp.js"
import { baseUrlOf, close, listen } from "./internal/http/loopback.js"
import * as NodeHandler from "./internal/http/nodeHandler.js"
import type { Sandbox } from "./Sandbox.js"

/**
 * A listening server.
 *
 * @since 0.1.0
 * @category tags
 */
export class SandboxServer extends Context.Tag("@effect-userplane/sandbox/SandboxServer")<
  SandboxServer,
  {
    readonly port: number
    /** The base URL for a client, with the base path of production. */
    readonly baseUrl: string
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

/** Node's default limit, 16 KiB for the first line and the headers, would reject two ids of 10,000 characters. */
const maxHeaderSize = 1024 * 1024

/**
 * Serves the sandbox until the scope is closed. Connections that are still open are then broken, so that a response that never
 * arrives does not delay the end. As documented of the API, pages of any origin may call it, without credentials.
 *
 * Fails with a `ServeError` when the port is taken.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: Options = {}
): Effect.Effect<Context.Tag.Service<SandboxServer>, HttpServerError.ServeError, Sandbox | Scope.Scope> =>
  Effect.gen(function* () {
    const app = yield* HttpApp.make(({ source }) =>
      Effect.zipRight(
        Effect.sync(() => (source instanceof Http.IncomingMessage ? source.socket.destroy() : undefined)),
        Effect.never
      )
    )
    const listener = Http.createServer({ maxHeaderSize }, yield* NodeHandler.make(app))
    const port = yield* Effect.acquireRelease(listen(listener, options.port ?? 0), () =>
      // Concurrently: the server only closes once the last connection has.
      Effect.all([close(listener), Effect.sync(() => listener.closeAllConnections())], { concurrency: 2 })
    )
    return { port, baseUrl: baseUrlOf(port) }
  })

/**
 * Serves the sandbox for the lifetime of the layer.
 *
 * @example
 * ```ts
 * import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
 * import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
 * import * as Console from "effect/Console"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const program = Effect.flatMap(SandboxServer.SandboxServer, ({ baseUrl }) => Console.log(baseUrl)).pipe(
 *   Effect.zipRight(Effect.never),
 *   Effect.provide(SandboxServer.layer({ port: 4010 }).pipe(Layer.provide(Sandbox.layer({ seed: 7 }))))
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Options): Layer.Layer<SandboxServer, HttpServerError.ServeError, Sandbox> =>
  Layer.scoped(SandboxServer, make(options))
