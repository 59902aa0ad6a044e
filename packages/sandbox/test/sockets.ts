/** The sockets that this process makes and accepts: how far a request and its response came, and what stays open. */
import * as Diagnostics from "node:diagnostics_channel"
import type * as Net from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface Sockets {
  /** The bytes that a port has received so far. */
  readonly receivedBy: (port: number) => number
  /** The bytes that the connections to a port have received so far. */
  readonly receivedFrom: (port: number) => number
  /** Whether a connection to a port is open that data was sent on. After a cancelled request undici makes one without. */
  readonly areOpenTo: (port: number) => boolean
}

interface SocketMessage {
  readonly socket: Net.Socket
}

const isSocketMessage = (message: unknown): message is SocketMessage =>
  typeof message === "object" && message !== null && "socket" in message

/** Watches all sockets of this process until the scope ends. */
export const watch: Effect.Effect<Sockets, never, Scope.Scope> = Effect.suspend(() => {
  const accepted = new Map<Net.Socket, number | undefined>()
  const made = new Map<Net.Socket, number | undefined>()
  const onAccepted = (message: unknown) => {
    if (isSocketMessage(message)) accepted.set(message.socket, message.socket.localPort)
  }
  const onMade = (message: unknown) => {
    if (!isSocketMessage(message)) return
    const { socket } = message
    // A socket forgets its ports when it is destroyed.
    socket.once("connect", () => made.set(socket, socket.remotePort))
  }
  const of = (sockets: ReadonlyMap<Net.Socket, number | undefined>, port: number) =>
    [...sockets].filter(([, own]) => own === port).map(([socket]) => socket)
  const bytesRead = (sockets: ReadonlyArray<Net.Socket>) => sockets.reduce((sum, socket) => sum + socket.bytesRead, 0)

  const sockets: Sockets = {
    receivedBy: (port) => bytesRead(of(accepted, port)),
    receivedFrom: (port) => bytesRead(of(made, port)),
    areOpenTo: (port) => of(made, port).some(({ bytesWritten, destroyed }) => bytesWritten > 0 && !destroyed)
  }
  return Effect.acquireRelease(
    Effect.sync(() => {
      Diagnostics.subscribe("net.server.socket", onAccepted)
      Diagnostics.subscribe("net.client.socket", onMade)
      return sockets
    }),
    () =>
      Effect.sync(() => {
        Diagnostics.unsubscribe("net.server.socket", onAccepted)
        Diagnostics.unsubscribe("net.client.socket", onMade)
      })
  )
})

/** The sockets and servers that keep this process alive. */
export const activeHandles = (): ReadonlyArray<string> =>
  process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP"))
