/** A way to the database of the tests that can be cut: no byte passes until it is mended, as in a network that is down. */
import * as Net from "node:net"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type { Connection } from "./client.js"

export interface Wire {
  readonly port: number
  readonly cut: Effect.Effect<void>
  readonly mend: Effect.Effect<void>
}

/** A listening wire to a server, until the scope is closed. */
export const make = ({ host }: Pick<Connection, "host">) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const sockets = new Set<readonly [Net.Socket, Net.Socket]>()
      let isCut = false
      const connect = ([one, other]: readonly [Net.Socket, Net.Socket]) => {
        one.pipe(other)
        other.pipe(one)
      }
      const server = Net.createServer((client) => {
        const pair = [client, Net.connect(join(host, ".s.PGSQL.5432"))] as const
        sockets.add(pair)
        for (const socket of pair) {
          socket.on("error", () => {})
          socket.on("close", () => {
            sockets.delete(pair)
            for (const other of pair) other.destroy()
          })
        }
        if (!isCut) connect(pair)
      })
      const port = await new Promise<number>((resolve) => {
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          resolve(typeof address === "object" && address !== null ? address.port : 0)
        })
      })
      const cut = Effect.sync(() => {
        isCut = true
        for (const [one, other] of sockets) {
          one.unpipe(other).pause()
          other.unpipe(one).pause()
        }
      })
      const mend = Effect.sync(() => {
        isCut = false
        for (const pair of sockets) connect(pair)
      })
      const close = () => {
        server.close()
        for (const [one] of sockets) one.destroy()
      }
      return { wire: { port, cut, mend }, close }
    }),
    ({ close }) => Effect.sync(close)
  ).pipe(Effect.map(({ wire }): Wire => wire))
