import * as Net from "node:net"
import * as Effect from "effect/Effect"
import type { Direction, Toxic } from "../../Toxic.js"
import { host } from "../http/loopback.js"
import type { SeededRandom } from "../world/random.js"
import * as Pipe from "./pipe.js"
import { Cut } from "./toxicEffect.js"

/** The state that the connections of a proxy share. */
export interface Shared {
  readonly serverPort: number
  readonly toxics: ReadonlyMap<string, Toxic>
  /** The directions of the open connections. */
  readonly pipes: Set<Pipe.Pipe>
  readonly random: SeededRandom
}

const connected = (socket: Net.Socket): Effect.Effect<void, Cut> =>
  Effect.async((resume) => {
    socket.once("connect", () => resume(Effect.void))
    // Kept for later errors, which reading and writing report as well.
    socket.on("error", () => resume(Effect.fail(new Cut({ how: "Closed" }))))
  })

const cut = (how: Cut["how"], sockets: ReadonlyArray<Net.Socket>) =>
  Effect.sync(() => {
    for (const socket of sockets) {
      if (how === "Reset") socket.resetAndDestroy()
      else socket.destroySoon()
    }
  })

const open = (direction: Direction, source: Net.Socket, sink: Net.Socket, { pipes, random, toxics }: Shared) =>
  Effect.gen(function* () {
    const pipe = yield* Pipe.make(direction, source, sink, random)
    yield* Effect.acquireRelease(
      Effect.sync(() => pipes.add(pipe)),
      () => Effect.sync(() => pipes.delete(pipe))
    )
    yield* Effect.forEach(toxics.values(), pipe.add, { discard: true })
    return pipe
  })

/** Forwards a client's connection to the server, until both sides have ended it or it is cut. */
export const forward = (client: Net.Socket, shared: Shared): Effect.Effect<void> =>
  Effect.gen(function* () {
    const server = yield* Effect.acquireRelease(
      Effect.sync(() => Net.connect({ host, port: shared.serverPort, allowHalfOpen: true })),
      (socket) => Effect.sync(() => socket.destroy())
    )
    yield* connected(server)
    const upstream = yield* open("upstream", client, server, shared)
    const downstream = yield* open("downstream", server, client, shared)
    yield* Effect.all([upstream.run, downstream.run], { concurrency: 2, discard: true }).pipe(
      Effect.tapError(({ how }) => cut(how, [client, server]))
    )
  }).pipe(Effect.scoped, Effect.ignore, Effect.ensuring(Effect.sync(() => client.destroy())))
