import * as Net from "node:net"
import * as Effect from "effect/Effect"
import type { Direction, Toxic } from "../../Toxic.js"
import { host } from "../http/loopback.js"
import type { Seeded } from "../world/random.js"
import * as ProxyLink from "./pipe.js"
import { Cut } from "./toxicEffect.js"

/** What the connections of a proxy share. */
export interface Shared {
  readonly serverPort: number
  readonly toxics: ReadonlyMap<string, Toxic>
  /** The directions of the connections that are open. */
  readonly links: Set<ProxyLink.ProxyLink>
  readonly seeded: Seeded
}

const connected = (socket: Net.Socket): Effect.Effect<void, Cut> =>
  Effect.async((resume) => {
    socket.once("connect", () => resume(Effect.void))
    // It stays for what comes later: the reading and the writing tell of that, too.
    socket.on("error", () => resume(Effect.fail(new Cut({ how: "Closed" }))))
  })

const cut = (how: Cut["how"], sockets: ReadonlyArray<Net.Socket>) =>
  Effect.sync(() => {
    for (const socket of sockets) {
      if (how === "Reset") socket.resetAndDestroy()
      else socket.destroySoon()
    }
  })

const open = (direction: Direction, source: Net.Socket, sink: Net.Socket, { links, seeded, toxics }: Shared) =>
  Effect.gen(function* () {
    const link = yield* ProxyLink.make(direction, source, sink, seeded)
    yield* Effect.acquireRelease(
      Effect.sync(() => links.add(link)),
      () => Effect.sync(() => links.delete(link))
    )
    yield* Effect.forEach(toxics.values(), link.add, { discard: true })
    return link
  })

/** Carries a client's connection to the server, until both sides have ended it or something cuts it. */
export const carry = (client: Net.Socket, shared: Shared): Effect.Effect<void> =>
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
