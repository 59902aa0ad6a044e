/** What a server sends when a link is to be deleted, byte by byte, and how the one request of any client ends. */
import { gzipSync } from "node:zlib"
import * as Loopback from "./Loopback.js"

/** How a request ends: the link is deleted, the response is lost, or there is a failure with these fields. */
export type WireOutcome = "Deleted" | "Lost" | Readonly<Record<string, unknown>>

export interface WireCase {
  readonly name: string
  readonly script: Loopback.Script
  readonly outcome: WireOutcome
  /** The outcome over a transport that decompresses bodies. Default: the same. */
  readonly decompressed?: WireOutcome
}

/** The outcome of a case over a transport. */
export const outcomeOver = (
  { decompresses }: { readonly decompresses: boolean },
  { decompressed, outcome }: WireCase
): WireOutcome => (decompresses ? (decompressed ?? outcome) : outcome)

interface LinkIds {
  readonly workspaceId: string
  readonly linkId: string
}

const json = { "content-type": "application/json" }
const chunked = { ...json, "transfer-encoding": "chunked" }
const compressed = { ...json, "content-encoding": "gzip" }

/** The response that confirms the deletion of a link. */
export const confirmation = (link: LinkIds): Loopback.Message & { readonly body: string } => ({
  status: 200,
  headers: json,
  body: JSON.stringify({ message: "Link deleted", data: link })
})

const linkPath = /^\/api\/v1\/public\/workspace\/([^/?#]*)\/links\/([^/?#]*)$/

/** The ids in a request target as a server takes it apart: split at the slashes, decoded once. */
export const idsIn = (target: string): LinkIds | undefined => {
  const [, workspaceId, linkId] = linkPath.exec(target) ?? []
  return workspaceId === undefined || linkId === undefined
    ? undefined
    : { workspaceId: decodeURIComponent(workspaceId), linkId: decodeURIComponent(linkId) }
}

/** Confirms whatever deletion is requested, as the server understands its path. The base URL must end in /api/v1. */
export const confirmAny: Loopback.Script = (socket, { target }) => {
  const link = idsIn(target)
  socket.write(Loopback.encode(link === undefined ? { status: 400 } : confirmation(link)))
}

/** Scripts that never finish their response: the client gives up. */
export const unfinished = (link: LinkIds) => [
  { when: "before the response", script: () => {} },
  {
    when: "within the body",
    script: Loopback.respondWith({ ...confirmation(link), headers: { ...json, "content-length": "500" } })
  }
]

/** Whether the body is so much longer than what is read that the client must close the connection. */
export const isOversized = ({ name }: WireCase): boolean => name === "1 MiB" || name.startsWith("an endless body")

const kibibytes = (count: number): Uint8Array => Buffer.alloc(count * 1024, " ")

const chunk = (body: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(`${body.byteLength.toString(16)}\r\n`), body, Buffer.from("\r\n")])

/** Every case, for the deletion of one link. */
export const wireCases = (link: LinkIds): ReadonlyArray<WireCase> => {
  const ok = confirmation(link)
  const deleted = ok.body
  const gone = JSON.stringify({ defined: true, code: "LINK_GONE", status: 410, message: "Link has been deleted" })

  const linkGone = { _tag: "LinkGone", outcome: "NotDeleted", attempts: 1, ...link }
  const unexpected = (reason: string, status = 200) => ({
    _tag: "UnexpectedResponse",
    reason,
    status,
    outcome: "Unknown",
    attempts: 1,
    ...link
  })
  const tooLarge = unexpected("BodyTooLarge")

  return [
    { name: "a confirmed deletion", script: Loopback.respondWith(ok), outcome: "Deleted" },
    { name: "a confirmed deletion, and the end", script: Loopback.respondThenEnd(ok), outcome: "Deleted" },
    {
      name: "a confirmed deletion in chunks",
      script: Loopback.respondWith({ ...ok, headers: chunked, body: `${chunk(Buffer.from(deleted))}0\r\n\r\n` }),
      outcome: "Deleted"
    },
    {
      name: "a confirmed deletion without a length, up to the end",
      script: Loopback.respondThenEnd({ ...ok, headers: { ...json, "transfer-encoding": "identity" } }),
      outcome: "Deleted"
    },
    {
      name: "early hints before the response",
      script: (socket) => {
        socket.write("HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n")
        socket.write(Loopback.encode(ok))
      },
      outcome: "Deleted"
    },
    {
      name: "a response in single bytes",
      script: (socket) => {
        socket.setNoDelay(true)
        for (const byte of Loopback.encode(ok)) socket.write(Uint8Array.of(byte))
      },
      outcome: "Deleted"
    },
    {
      name: "a content type that was sent twice",
      script: (socket) => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-type: application/json\r\n`)
        socket.write(`content-length: ${deleted.length}\r\n\r\n${deleted}`)
      },
      outcome: "Deleted"
    },
    {
      name: "headers in capitals",
      script: Loopback.respondWith({
        status: 410,
        headers: { "Content-Type": "application/json", "X-Request-Id": "req_1" },
        body: gone
      }),
      outcome: { ...linkGone, requestId: "req_1" }
    },
    {
      name: "a documented failure",
      script: Loopback.respondWith({ status: 410, headers: json, body: gone }),
      outcome: linkGone
    },
    { name: "a 204", script: Loopback.respondWith({ status: 204 }), outcome: unexpected("UndocumentedStatus", 204) },
    {
      name: "a 201",
      script: Loopback.respondWith({ ...ok, status: 201 }),
      outcome: unexpected("UndocumentedStatus", 201)
    },
    { name: "an empty body", script: Loopback.respondWith({ ...ok, body: "" }), outcome: unexpected("NotJson") },
    {
      name: "HTML of a gateway",
      script: Loopback.respondWith({
        status: 502,
        headers: { "content-type": "text/html" },
        body: "<h1>Bad Gateway</h1>"
      }),
      outcome: { ...unexpected("NotJson", 502), body: "<h1>Bad Gateway</h1>", contentType: "text/html" }
    },
    {
      name: "invalid UTF-8",
      script: Loopback.respondWith({ ...ok, body: Uint8Array.of(0x22, 0xff, 0x22) }),
      outcome: unexpected("NotJson")
    },
    {
      name: "a body of exactly 64 KiB",
      script: Loopback.respondWith({ ...ok, body: deleted.padEnd(64 * 1024) }),
      outcome: "Deleted"
    },

    {
      name: "a byte more than 64 KiB",
      script: Loopback.respondWith({ ...ok, body: deleted.padEnd(65_537) }),
      outcome: tooLarge
    },
    { name: "1 MiB", script: Loopback.respondWith({ ...ok, body: kibibytes(1024) }), outcome: tooLarge },
    {
      name: "an endless body of a stated length",
      script: Loopback.respondForEver({ ...ok, headers: { ...json, "content-length": "999999999999" } }, kibibytes(64)),
      outcome: tooLarge
    },
    {
      name: "an endless body in chunks",
      script: Loopback.respondForEver({ ...ok, headers: chunked, body: "" }, chunk(kibibytes(4))),
      outcome: tooLarge
    },
    {
      name: "an endless body without a length",
      script: Loopback.respondForEver({ ...ok, headers: { ...json, "transfer-encoding": "identity" } }, kibibytes(64)),
      outcome: tooLarge
    },

    { name: "the end before any response", script: Loopback.end, outcome: "Lost" },
    { name: "a reset before any response", script: Loopback.reset, outcome: "Lost" },
    {
      name: "the end within the headers",
      script: (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-type: appl"),
      outcome: "Lost"
    },
    {
      name: "the end after the headers",
      script: Loopback.respondThenEnd({ ...ok, headers: { ...json, "content-length": "500" }, body: "" }),
      outcome: "Lost"
    },
    {
      name: "the end before the stated length",
      script: Loopback.respondThenEnd({ ...ok, headers: { ...json, "content-length": "500" } }),
      outcome: "Lost"
    },
    {
      name: "a reset before the stated length",
      script: Loopback.respondThenReset({ ...ok, headers: { ...json, "content-length": "500" } }),
      outcome: "Lost"
    },
    {
      name: "the end before the last chunk",
      script: Loopback.respondThenEnd({ ...ok, headers: chunked, body: chunk(Buffer.from(deleted)) }),
      outcome: "Lost"
    },
    {
      name: "a reset within a chunk",
      script: Loopback.respondThenReset({ ...ok, headers: chunked, body: `ff\r\n${deleted}` }),
      outcome: "Lost"
    },
    {
      name: "a chunk without a size",
      script: Loopback.respondThenEnd({ ...ok, headers: chunked, body: `?\r\n${deleted}` }),
      outcome: "Lost"
    },
    {
      name: "a length that is no number",
      script: Loopback.respondThenEnd({ ...ok, headers: { ...json, "content-length": "many" } }),
      outcome: "Lost"
    },
    { name: "something that is not HTTP", script: (socket) => socket.end("220 ready\r\n\r\n"), outcome: "Lost" },
    {
      name: "200 KiB of headers",
      script: Loopback.respondWith({ ...ok, headers: { ...json, "x-long": "x".repeat(200 * 1024) } }),
      outcome: "Lost"
    },

    {
      name: "a compressed body, if it is asked for",
      script: (socket, { headers }) => {
        const asksForIt = headers.get("accept-encoding")?.includes("gzip") === true
        socket.write(Loopback.encode(asksForIt ? { ...ok, headers: compressed, body: gzipSync(deleted) } : ok))
      },
      outcome: "Deleted"
    },
    {
      name: "a compressed body, asked for or not",
      script: Loopback.respondWith({ ...ok, headers: compressed, body: gzipSync(deleted) }),
      outcome: unexpected("NotJson"),
      decompressed: "Deleted"
    },
    {
      name: "a body of 32 MiB, compressed to 32 KiB",
      script: Loopback.respondWith({ ...ok, headers: compressed, body: gzipSync(kibibytes(32 * 1024)) }),
      outcome: unexpected("NotJson"),
      decompressed: tooLarge
    },
    {
      name: "a body that says it is compressed, and is not",
      script: Loopback.respondWith({ ...ok, headers: compressed }),
      outcome: "Deleted",
      decompressed: "Lost"
    },
    {
      name: "a compressed body that was cut",
      script: Loopback.respondWith({ ...ok, headers: compressed, body: gzipSync(deleted).subarray(0, 40) }),
      outcome: unexpected("NotJson")
    }
  ]
}
