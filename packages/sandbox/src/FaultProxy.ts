/**
 * A proxy on loopback that damages connections on demand: what only real sockets can show, such as a response that breaks off,
 * a reset, or bytes one by one. It needs Node, and is an entry of its own.
 *
 * @since 0.1.0
 */
import * as Net from "node:net"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { baseUrlOf, close, listen } from "./internal/http/loopback.js"
import * as Connection from "./internal/proxy/connection.js"
import { SeededRandom } from "./internal/world/random.js"
import * as SandboxServer from "./SandboxServer.js"
import * as Toxic from "./Toxic.js"

/**
 * A listening proxy.
 *
 * @since 0.1.0
 * @category tags
 */
export class FaultProxy extends Context.Tag("@effect-userplane/sandbox/FaultProxy")<
  FaultProxy,
  {
    readonly port: number
    /** The base URL for a client in place of the server's, with the base path of production. */
    readonly baseUrl: string
    /**
     * Adds a toxic to every connection, open ones included. Data meets the toxics in the order in which they were added, also
     * data that already waits in one of them. A toxic of the same name is replaced.
     */
    readonly addToxic: (toxic: Toxic.Toxic) => Effect.Effect<void>
    /** Removes a toxic by its name; data that waits in it passes at once. Does nothing if there is none of that name. */
    readonly removeToxic: (name: string) => Effect.Effect<void>
    /** Removes all toxics. */
    readonly clearToxics: Effect.Effect<void>
    /** The toxics in the order in which they were added. */
    readonly toxics: Effect.Effect<ReadonlyArray<Toxic.Toxic>>
  }
>() {}

/**
 * The port of the proxy, and the seed of what it does by chance.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** Default: 0, which takes any free port. */
  readonly port?: number | undefined
  /** The seed of toxicity and jitter: a whole number. Default: 1. */
  readonly seed?: number | undefined
}

/**
 * The options of a proxy in front of a server that no layer provides.
 *
 * @since 0.1.0
 * @category options
 */
export interface OptionsWithServer extends Options {
  /** The port of the server on loopback. */
  readonly serverPort: number
}

/**
 * Proxies any server on loopback until the scope is closed. Connections that are still open are then broken.
 *
 * Fails with a `ServeError` when the port is taken.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = ({
  port = 0,
  seed = 1,
  serverPort
}: OptionsWithServer): Effect.Effect<Context.Tag.Service<FaultProxy>, HttpServerError.ServeError, Scope.Scope> =>
  Effect.gen(function* () {
    const toxics = new Map<string, Toxic.Toxic>()
    const pipes: Connection.Shared["pipes"] = new Set()
    const shared = { serverPort, toxics, pipes, random: new SeededRandom(seed) }

    const connections = yield* FiberSet.make()
    const run = yield* FiberSet.runtime(connections)()
    const listener = Net.createServer({ allowHalfOpen: true }, (client) => {
      // A client may break its connection at any time; reading and writing report it.
      client.on("error", () => {})
      run(Connection.forward(client, shared))
    })
    const listening = yield* Effect.acquireRelease(listen(listener, port), () =>
      // Concurrently: the server only closes once the last connection has.
      Effect.all([close(listener), FiberSet.clear(connections)], { concurrency: 2 })
    )

    const removeToxic = (name: string) =>
      Effect.suspend(() => {
        const toxic = toxics.get(name)
        if (toxic === undefined) return Effect.void
        toxics.delete(name)
        return Effect.forEach([...pipes], (pipe) => pipe.remove(toxic), { discard: true })
      })

    return {
      port: listening,
      baseUrl: baseUrlOf(listening),
      addToxic: (toxic) => {
        const name = Toxic.nameOf(toxic)
        return Effect.zipRight(
          removeToxic(name),
          Effect.suspend(() => {
            toxics.set(name, toxic)
            return Effect.forEach([...pipes], (pipe) => pipe.add(toxic), { discard: true })
          })
        )
      },
      removeToxic,
      clearToxics: Effect.suspend(() => Effect.forEach([...toxics.keys()], removeToxic, { discard: true })),
      toxics: Effect.sync(() => [...toxics.values()])
    }
  })

/**
 * Proxies the sandbox for the lifetime of the layer.
 *
 * @example
 * ```ts
 * import { deleteLink } from "@effect-userplane/core/Links"
 * import * as Userplane from "@effect-userplane/core/Userplane"
 * import * as FaultProxy from "@effect-userplane/sandbox/FaultProxy"
 * import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
 * import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
 * import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
 * import * as Toxic from "@effect-userplane/sandbox/Toxic"
 * import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const program = Effect.gen(function* () {
 *   const { addToxic, baseUrl } = yield* FaultProxy.FaultProxy
 *   // The request arrives, and its response is lost.
 *   yield* addToxic(Toxic.ResetPeer.make({ attributes: {} }))
 *   const client = Userplane.layer({ apiKey: Fixtures.keys.member, baseUrl })
 *   return yield* deleteLink({ workspaceId: Fixtures.workspaces.main, linkId: Fixtures.links.deletable }).pipe(
 *     Effect.provide(Layer.provide(client, FetchHttpClient.layer))
 *   )
 * }).pipe(
 *   Effect.provide(FaultProxy.layer().pipe(Layer.provide(SandboxServer.layer()), Layer.provide(Sandbox.layer())))
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options = {}
): Layer.Layer<FaultProxy, HttpServerError.ServeError, SandboxServer.SandboxServer> =>
  Layer.scoped(
    FaultProxy,
    Effect.flatMap(SandboxServer.SandboxServer, ({ port }) => make({ ...options, serverPort: port }))
  )
