/**
 * A server on loopback that answers as it is told, byte by byte: what a real HTTP server would refuse to send, this one
 * sends. It keeps what it was asked, exactly as it came over the wire.
 */

import { EventEmitter } from "node:events"
import * as Net from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A request as it came over the wire. */
export interface SeenRequest {
  readonly method: string
  /** The raw request target: nothing in it is decoded. */
  readonly target: string
  readonly headers: ReadonlyMap<string, string>
}

/** What to do with the connection once a whole request has arrived on it. */
export type Script = (socket: Net.Socket, request: SeenRequest) => void

export interface Loopback {
  readonly origin: string
  readonly requests: ReadonlyArray<SeenRequest>
  /** How many connections were made. */
  readonly connections: () => number
  /** Waits for the first request. */
  readonly asked: Effect.Effect<void>
  /** Waits until the connections of all requests so far are closed. */
  readonly givenUp: Effect.Effect<void>
}

const endOfHead = "\r\n\r\n"

const parseHead = (head: string): SeenRequest => {
  const [requestLine = "", ...lines] = head.split("\r\n")
  const [method = "", target = ""] = requestLine.split(" ")
  const headers = lines.map((line) => {
    const [name = "", ...value] = line.split(":")
    return [name.toLowerCase(), value.join(":").trim()] as const
  })
  return { method, target, headers: new Map(headers) }
}

const listen = (server: Net.Server) =>
  Effect.async<string>((resume) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      if (address === null || typeof address === "string") throw new Error("The server listens on no port")
      resume(Effect.succeed(`http://127.0.0.1:${address.port}`))
    })
  })

/** Accepts connections until the scope ends, and yields the origin. What is said on them is up to the caller. */
export const accept = (welcome: (socket: Net.Socket) => void): Effect.Effect<string, never, Scope.Scope> =>
  Effect.suspend(() => {
    const open = new Set<Net.Socket>()
    const server = Net.createServer((socket) => {
      open.add(socket)
      // The other side resets connections on purpose.
      socket.on("error", () => {})
      socket.on("close", () => open.delete(socket))
      welcome(socket)
    })
    return Effect.acquireRelease(listen(server), () =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        for (const socket of open) socket.destroy()
      })
    )
  })

const until = (events: EventEmitter, event: string, holds: () => boolean): Effect.Effect<void> =>
  Effect.async((resume) => {
    const check = () => {
      if (holds()) resume(Effect.void)
    }
    events.on(event, check)
    check()
    return Effect.sync(() => events.off(event, check))
  })

/** Serves until the scope ends. The script answers every request of every connection. */
export const serve = (script: Script): Effect.Effect<Loopback, never, Scope.Scope> =>
  Effect.suspend(() => {
    const requests: Array<SeenRequest> = []
    const busy = new Set<Net.Socket>()
    const events = new EventEmitter()
    let connections = 0

    const welcome = (socket: Net.Socket) => {
      let received = ""
      connections += 1
      socket.on("close", () => {
        busy.delete(socket)
        events.emit("closed")
      })
      socket.on("data", (chunk) => {
        received += chunk.toString("latin1")
        const end = received.indexOf(endOfHead)
        if (end === -1) return
        const request = parseHead(received.slice(0, end))
        received = received.slice(end + endOfHead.length)
        busy.add(socket)
        requests.push(request)
        events.emit("asked")
        script(socket, request)
      })
    }

    return Effect.map(accept(welcome), (origin) => ({
      origin,
      requests,
      connections: () => connections,
      asked: until(events, "asked", () => requests.length > 0),
      givenUp: until(events, "closed", () => busy.size === 0)
    }))
  })

/** An origin on which nothing listens. */
export const refusing: Effect.Effect<string> = Effect.scoped(accept(() => {}))

/** A response. Without a `content-length` or a `transfer-encoding` among its headers, it is given the true length. */
export interface Message {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

const framing = ["content-length", "transfer-encoding"]

/** A message as it goes over the wire. */
export const encode = ({ body = "", headers = {}, status }: Message): Buffer => {
  const bytes = Buffer.from(body)
  const framed = framing.some((name) => name in headers)
  const fields = Object.entries(framed ? headers : { ...headers, "content-length": String(bytes.byteLength) })
  const head = [`HTTP/1.1 ${status} Status`, ...fields.map(([name, value]) => `${name}: ${value}`)].join("\r\n")
  return Buffer.concat([Buffer.from(head + endOfHead, "latin1"), bytes])
}

/** Answers with a message, and keeps the connection. */
export const respondWith =
  (message: Message): Script =>
  (socket) => {
    socket.write(encode(message))
  }

/** Sends the beginning of a message, then ends the connection in the regular way. */
export const respondThenEnd =
  (message: Message): Script =>
  (socket) => {
    socket.end(encode(message))
  }

/** Sends the beginning of a message, then resets the connection. */
export const respondThenReset =
  (message: Message): Script =>
  (socket) => {
    socket.write(encode(message), () => socket.resetAndDestroy())
  }

/** Ends the connection without a word. */
export const end: Script = (socket) => {
  socket.end()
}

/** Resets the connection without a word. */
export const reset: Script = (socket) => {
  socket.resetAndDestroy()
}

/** Sends the beginning of a message, then a chunk again and again for as long as the other side takes it. */
export const respondForEver =
  (message: Message, chunk: Uint8Array): Script =>
  (socket) => {
    const more = () => {
      while (socket.writable && socket.write(chunk));
    }
    socket.on("drain", more)
    socket.write(encode(message))
    more()
  }
