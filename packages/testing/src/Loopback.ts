/**
 * A server on loopback that responds as it is told, byte by byte: what a real HTTP server would not send, this one sends.
 * It keeps the requests exactly as they came over the wire.
 */
import { EventEmitter, once } from "node:events"
import * as Net from "node:net"
import { onTestFinished } from "vitest"

/** A request as it came over the wire. */
export interface SeenRequest {
  readonly method: string
  /** The raw request target: nothing in it is decoded. */
  readonly target: string
  readonly headers: ReadonlyMap<string, string>
}

/** Does something with the connection once a whole request has arrived on it. */
export type Script = (socket: Net.Socket, request: SeenRequest) => void

export interface Loopback {
  readonly origin: string
  readonly requests: ReadonlyArray<SeenRequest>
  /** How many connections were made. */
  readonly connections: () => number
  /** Waits for the first request. */
  readonly asked: () => Promise<void>
  /** Waits until the connections of all requests so far are closed. */
  readonly givenUp: () => Promise<void>
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

/** Accepts connections until the test has finished. What is said on them is up to the caller. */
export const accept = async (
  welcome: (socket: Net.Socket) => void
): Promise<{ readonly origin: string; readonly close: () => Promise<void> }> => {
  const open = new Set<Net.Socket>()
  const server = Net.createServer((socket) => {
    open.add(socket)
    // The other side resets connections on purpose.
    socket.on("error", () => {})
    socket.on("close", () => open.delete(socket))
    welcome(socket)
  })
  const close = async () => {
    if (!server.listening) return
    const closed = once(server, "close")
    server.close()
    for (const socket of open) socket.destroy()
    await closed
  }
  onTestFinished(close)
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("The server listens on no port")
  return { origin: `http://127.0.0.1:${address.port}`, close }
}

const until = async (events: EventEmitter, event: string, holds: () => boolean): Promise<void> => {
  while (!holds()) await once(events, event)
}

/** Serves until the test has finished. The script responds to every request of every connection. */
export const serve = async (script: Script): Promise<Loopback> => {
  const requests: Array<SeenRequest> = []
  const busy = new Set<Net.Socket>()
  const events = new EventEmitter()
  let connections = 0

  const { origin } = await accept((socket) => {
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
  })
  return {
    origin,
    requests,
    connections: () => connections,
    asked: () => until(events, "asked", () => requests.length > 0),
    givenUp: () => until(events, "closed", () => busy.size === 0)
  }
}

/** An origin on which nothing listens. */
export const refusing = async (): Promise<string> => {
  const { close, origin } = await accept(() => {})
  await close()
  return origin
}

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

/** Sends a message, and keeps the connection. */
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
