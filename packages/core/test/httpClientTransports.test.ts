import { gzipSync } from "node:zlib"
import { describe, expect, it } from "@effect/vitest"
import * as Loopback from "@effect-userplane/testing/Loopback"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import { apiKey, ref } from "./fixtures.js"
import { callAt, httpClientTransports, type NamedTransport } from "./transports.js"

const json = { "content-type": "application/json" }
const chunked = { ...json, "transfer-encoding": "chunked" }
const compressed = { ...json, "content-encoding": "gzip" }

const deleted = JSON.stringify({ message: "Link deleted", data: ref })
const gone = JSON.stringify({ defined: true, code: "LINK_GONE", status: 410, message: "Link has been deleted" })

const ok: Loopback.Message = { status: 200, headers: json, body: deleted }

const deletion = { confirmation: "Reply", attempts: 1, ...ref }

const lost = { _tag: "TransportError", reason: "ConnectionLost", outcome: "Unknown", attempts: 1 }

const unexpected = (reason: string, status = 200) => ({
  _tag: "UnexpectedResponse",
  reason,
  status,
  outcome: "Unknown",
  attempts: 1
})

const tooLarge = unexpected("BodyTooLarge")

const kibibytes = (count: number): Uint8Array => Buffer.alloc(count * 1024, " ")

const chunk = (body: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(`${body.byteLength.toString(16)}\r\n`), body, Buffer.from("\r\n")])

interface Case {
  readonly name: string
  readonly script: Loopback.Script
  readonly result: object | ((transport: NamedTransport) => object)
}

const cases: ReadonlyArray<Case> = [
  { name: "a confirmed deletion", script: Loopback.respondWith(ok), result: deletion },
  { name: "a confirmed deletion, and the end", script: Loopback.respondThenEnd(ok), result: deletion },
  {
    name: "a confirmed deletion in chunks",
    script: Loopback.respondWith({ ...ok, headers: chunked, body: `${chunk(Buffer.from(deleted))}0\r\n\r\n` }),
    result: deletion
  },
  {
    name: "a confirmed deletion without a length, up to the end",
    script: Loopback.respondThenEnd({ ...ok, headers: { ...json, "transfer-encoding": "identity" } }),
    result: deletion
  },
  {
    name: "early hints before the response",
    script: (socket) => {
      socket.write("HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n")
      socket.write(Loopback.encode(ok))
    },
    result: deletion
  },
  {
    name: "a response in single bytes",
    script: (socket) => {
      socket.setNoDelay(true)
      for (const byte of Loopback.encode(ok)) socket.write(Uint8Array.of(byte))
    },
    result: deletion
  },
  {
    name: "a content type that was sent twice",
    script: (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-type: application/json\r\n`)
      socket.write(`content-length: ${deleted.length}\r\n\r\n${deleted}`)
    },
    result: deletion
  },
  {
    name: "headers in capitals",
    script: Loopback.respondWith({
      status: 410,
      headers: { "Content-Type": "application/json", "X-Request-Id": "req_1" },
      body: gone
    }),
    result: { _tag: "LinkGone", outcome: "NotDeleted", requestId: "req_1", attempts: 1 }
  },
  {
    name: "a documented failure",
    script: Loopback.respondWith({ status: 410, headers: json, body: gone }),
    result: { _tag: "LinkGone", outcome: "NotDeleted", attempts: 1 }
  },
  { name: "a 204", script: Loopback.respondWith({ status: 204 }), result: unexpected("UndocumentedStatus", 204) },
  {
    name: "a 201",
    script: Loopback.respondWith({ ...ok, status: 201 }),
    result: unexpected("UndocumentedStatus", 201)
  },
  { name: "an empty body", script: Loopback.respondWith({ ...ok, body: "" }), result: unexpected("NotJson") },
  {
    name: "HTML of a gateway",
    script: Loopback.respondWith({
      status: 502,
      headers: { "content-type": "text/html" },
      body: "<h1>Bad Gateway</h1>"
    }),
    result: { ...unexpected("NotJson", 502), body: "<h1>Bad Gateway</h1>", contentType: "text/html" }
  },
  {
    name: "invalid UTF-8",
    script: Loopback.respondWith({ ...ok, body: Uint8Array.of(0x22, 0xff, 0x22) }),
    result: unexpected("NotJson")
  },
  {
    name: "a body of exactly 64 KiB",
    script: Loopback.respondWith({ ...ok, body: deleted.padEnd(64 * 1024) }),
    result: deletion
  },

  {
    name: "a byte more than 64 KiB",
    script: Loopback.respondWith({ ...ok, body: deleted.padEnd(65_537) }),
    result: tooLarge
  },
  { name: "1 MiB", script: Loopback.respondWith({ ...ok, body: kibibytes(1024) }), result: tooLarge },
  {
    name: "an endless body of a stated length",
    script: Loopback.respondForEver({ ...ok, headers: { ...json, "content-length": "999999999999" } }, kibibytes(64)),
    result: tooLarge
  },
  {
    name: "an endless body in chunks",
    script: Loopback.respondForEver({ ...ok, headers: chunked, body: "" }, chunk(kibibytes(4))),
    result: tooLarge
  },
  {
    name: "an endless body without a length",
    script: Loopback.respondForEver({ ...ok, headers: { ...json, "transfer-encoding": "identity" } }, kibibytes(64)),
    result: tooLarge
  },

  { name: "the end before any response", script: Loopback.end, result: lost },
  { name: "a reset before any response", script: Loopback.reset, result: lost },
  {
    name: "the end within the headers",
    script: (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-type: appl"),
    result: lost
  },
  {
    name: "the end after the headers",
    script: Loopback.respondThenEnd({ ...ok, headers: { ...json, "content-length": "500" }, body: "" }),
    result: lost
  },
  {
    name: "the end before the stated length",
    script: Loopback.respondThenEnd({ ...ok, headers: { ...json, "content-length": "500" } }),
    result: lost
  },
  {
    name: "a reset before the stated length",
    script: Loopback.respondThenReset({ ...ok, headers: { ...json, "content-length": "500" } }),
    result: lost
  },
  {
    name: "the end before the last chunk",
    script: Loopback.respondThenEnd({ ...ok, headers: chunked, body: chunk(Buffer.from(deleted)) }),
    result: lost
  },
  {
    name: "a reset within a chunk",
    script: Loopback.respondThenReset({ ...ok, headers: chunked, body: `ff\r\n${deleted}` }),
    result: lost
  },
  {
    name: "a chunk without a size",
    script: Loopback.respondThenEnd({ ...ok, headers: chunked, body: `?\r\n${deleted}` }),
    result: lost
  },
  {
    name: "a length that is no number",
    script: Loopback.respondThenEnd({ ...ok, headers: { ...json, "content-length": "many" } }),
    result: lost
  },
  { name: "something that is not HTTP", script: (socket) => socket.end("220 ready\r\n\r\n"), result: lost },
  {
    name: "200 KiB of headers",
    script: Loopback.respondWith({ ...ok, headers: { ...json, "x-long": "x".repeat(200 * 1024) } }),
    result: lost
  },

  {
    name: "a compressed body, if it is asked for",
    script: (socket, { headers }) => {
      const asksForIt = headers.get("accept-encoding")?.includes("gzip") === true
      socket.write(Loopback.encode(asksForIt ? { ...ok, headers: compressed, body: gzipSync(deleted) } : ok))
    },
    result: deletion
  },
  {
    name: "a compressed body, asked for or not",
    script: Loopback.respondWith({ ...ok, headers: compressed, body: gzipSync(deleted) }),
    result: ({ decompresses }) => (decompresses ? deletion : unexpected("NotJson"))
  },
  {
    name: "a body of 32 MiB, compressed to 32 KiB",
    script: Loopback.respondWith({ ...ok, headers: compressed, body: gzipSync(kibibytes(32 * 1024)) }),
    result: ({ decompresses }) => (decompresses ? tooLarge : unexpected("NotJson"))
  },
  {
    name: "a body that says it is compressed, and is not",
    script: Loopback.respondWith({ ...ok, headers: compressed }),
    result: ({ decompresses }) => (decompresses ? lost : deletion)
  },
  {
    name: "a compressed body that was cut",
    script: Loopback.respondWith({ ...ok, headers: compressed, body: gzipSync(deleted).subarray(0, 40) }),
    result: unexpected("NotJson")
  }
]

const givenUp = ["1 MiB", ...cases.map(({ name }) => name).filter((name) => name.startsWith("an endless body"))]

describe.each(httpClientTransports)("over $name", (transport) => {
  it.live.each(cases)("$name", ({ result, script }) =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() => Loopback.serve(script))
      const outcome = Either.merge(yield* callAt(server.origin))
      expect(outcome).toMatchObject(typeof result === "function" ? result(transport) : result)
      expect(server.requests).toHaveLength(1)
    }).pipe(Effect.provide(transport.layer))
  )

  it.live.each(cases.filter(({ name }) => givenUp.includes(name)))("gives up the connection: $name", ({ script }) =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() => Loopback.serve(script))
      yield* callAt(server.origin)
      yield* Effect.promise(server.givenUp)
      expect(server.requests).toHaveLength(1)
    }).pipe(Effect.provide(transport.layer))
  )

  it.live.each([
    { when: "before the response", script: () => {} },
    {
      when: "within the body",
      script: Loopback.respondWith({ ...ok, headers: { ...json, "content-length": "500" } })
    }
  ])("gives up the connection when it is interrupted $when", ({ script }) =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() => Loopback.serve(script))
      const call = yield* Effect.fork(callAt(server.origin))
      yield* Effect.promise(server.asked)
      yield* Effect.sleep("20 millis")
      yield* Fiber.interrupt(call)
      yield* Effect.promise(server.givenUp)
      expect(server.requests).toHaveLength(1)
    }).pipe(Effect.provide(transport.layer))
  )

  it.live("sends one DELETE with the key, JSON accepted, and no body", () =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() => Loopback.serve(Loopback.respondWith(ok)))
      yield* callAt(`${server.origin}/api/v1/`)
      const [request] = server.requests
      expect(request).toMatchObject({ method: "DELETE", target: "/api/v1/public/workspace/ws_abc123/links/lnk_abc123" })
      expect(request?.headers.get("accept")).toBe("application/json")
      expect(request?.headers.get("authorization") === `Bearer ${Redacted.value(apiKey)}`).toBe(true)
      expect(request?.headers.get("content-length") ?? "0").toBe("0")
      expect(request?.headers.has("transfer-encoding")).toBe(false)
      expect(request?.headers.has("cookie")).toBe(false)
      expect(request?.headers.has("traceparent")).toBe(false)
    }).pipe(Effect.provide(transport.layer))
  )

  it.live("keeps apart the responses to calls at the same time", () =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() =>
        Loopback.serve((socket, { target }) => {
          const linkId = target.slice(target.lastIndexOf("/") + 1)
          const body = JSON.stringify({ message: "Link deleted", data: { ...ref, linkId } })
          socket.write(Loopback.encode({ ...ok, body }))
        })
      )
      const links = Array.from({ length: 20 }, (_, index) => ({ ...ref, linkId: `lnk_${index}` }))
      const results = yield* Effect.forEach(links, (link) => callAt(server.origin, link), { concurrency: 5 })
      expect(results.map(Either.merge)).toMatchObject(links)
    }).pipe(Effect.provide(transport.layer))
  )

  it.live.each(transport.keepsConnections ? [6] : [])("uses connections again: %i calls", (calls) =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() => Loopback.serve(Loopback.respondWith(ok)))
      yield* Effect.replicateEffect(callAt(server.origin), calls)
      expect(server.requests).toHaveLength(calls)
      expect(server.connections()).toBeLessThan(calls)
    }).pipe(Effect.provide(transport.layer))
  )

  it.live("knows that nothing was sent where no connection was made", () =>
    Effect.gen(function* () {
      const result = Either.merge(yield* callAt(yield* Effect.promise(Loopback.refusing)))
      expect(result).toMatchObject({ _tag: "TransportError", reason: "ConnectionFailed", outcome: "NotDeleted" })
      expect(result.message).toContain("ECONNREFUSED")
    }).pipe(Effect.provide(transport.layer))
  )

  it.live("knows that nothing was sent where the host has no address", () =>
    Effect.gen(function* () {
      // A label of 64 characters is longer than DNS allows, so no resolver is asked.
      const result = Either.merge(yield* callAt(`https://${"x".repeat(64)}.invalid`))
      expect(result).toMatchObject({ _tag: "TransportError", reason: "ConnectionFailed", outcome: "NotDeleted" })
      expect(result.message).toContain("getaddrinfo ENOTFOUND")
    }).pipe(Effect.provide(transport.layer))
  )

  it.live("fails where the server speaks no TLS", () =>
    Effect.gen(function* () {
      const { origin } = yield* Effect.promise(() =>
        Loopback.accept((socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")))
      )
      const result = Either.merge(yield* callAt(origin.replace("http:", "https:")))
      expect(result).toMatchObject({ _tag: "TransportError" })
      expect(result.message).toContain("wrong version number")
    }).pipe(Effect.provide(transport.layer))
  )
})
