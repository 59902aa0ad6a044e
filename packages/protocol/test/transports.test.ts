import { gzipSync } from "node:zlib"
import * as Loopback from "@effect-userplane/testing/Loopback"
import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import { fail, succeed } from "../src/Result.js"
import { ids, isSendableId } from "./arbitraries.js"
import { apiKey, ref } from "./fixtures.js"
import { callAt, deletionAt, type NamedTransport, transports } from "./transports.js"

const json = { "content-type": "application/json" }
const chunked = { ...json, "transfer-encoding": "chunked" }
const compressed = { ...json, "content-encoding": "gzip" }

const deleted = JSON.stringify({ message: "Link deleted", data: ref })
const gone = JSON.stringify({ defined: true, code: "LINK_GONE", status: 410, message: "Link has been deleted" })

const ok: Loopback.Message = { status: 200, headers: json, body: deleted }

const success = succeed({ value: { message: "Link deleted" }, requestId: undefined })

const lost = { ok: false, failure: { mayHaveBeenSent: true, message: expect.stringMatching(/./) } }

const unexpected = (reason: string, status = 200, outcome = "Unknown") =>
  fail(expect.objectContaining({ _tag: "UnexpectedResponse", reason, status, outcome, ...ref }))

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
  { name: "a confirmed deletion", script: Loopback.respondWith(ok), result: success },
  { name: "a confirmed deletion, and the end", script: Loopback.respondThenEnd(ok), result: success },
  {
    name: "a confirmed deletion in chunks",
    script: Loopback.respondWith({ ...ok, headers: chunked, body: `${chunk(Buffer.from(deleted))}0\r\n\r\n` }),
    result: success
  },
  {
    name: "a confirmed deletion without a length, up to the end",
    script: Loopback.respondThenEnd({ ...ok, headers: { ...json, "transfer-encoding": "identity" } }),
    result: success
  },
  {
    name: "early hints before the response",
    script: (socket) => {
      socket.write("HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n")
      socket.write(Loopback.encode(ok))
    },
    result: success
  },
  {
    name: "a response in single bytes",
    script: (socket) => {
      socket.setNoDelay(true)
      for (const byte of Loopback.encode(ok)) socket.write(Uint8Array.of(byte))
    },
    result: success
  },
  {
    name: "a content type that was sent twice",
    script: (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-type: application/json\r\n`)
      socket.write(`content-length: ${deleted.length}\r\n\r\n${deleted}`)
    },
    result: success
  },
  {
    name: "headers in capitals",
    script: Loopback.respondWith({
      status: 410,
      headers: { "Content-Type": "application/json", "X-Request-Id": "req_1" },
      body: gone
    }),
    result: fail(expect.objectContaining({ _tag: "LinkGone", outcome: "NotDeleted", requestId: "req_1" }))
  },
  {
    name: "a documented failure",
    script: Loopback.respondWith({ status: 410, headers: json, body: gone }),
    result: fail(expect.objectContaining({ _tag: "LinkGone", outcome: "NotDeleted", attempts: 1 }))
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
    result: fail(
      expect.objectContaining({
        _tag: "UnexpectedResponse",
        reason: "NotJson",
        status: 502,
        body: "<h1>Bad Gateway</h1>",
        contentType: "text/html"
      })
    )
  },
  {
    name: "invalid UTF-8",
    script: Loopback.respondWith({ ...ok, body: Uint8Array.of(0x22, 0xff, 0x22) }),
    result: unexpected("NotJson")
  },
  {
    name: "a body of exactly 64 KiB",
    script: Loopback.respondWith({ ...ok, body: deleted.padEnd(64 * 1024) }),
    result: success
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
    result: success
  },
  {
    name: "a compressed body, asked for or not",
    script: Loopback.respondWith({ ...ok, headers: compressed, body: gzipSync(deleted) }),
    result: ({ decompresses }) => (decompresses ? success : unexpected("NotJson"))
  },
  {
    name: "a body of 32 MiB, compressed to 32 KiB",
    script: Loopback.respondWith({ ...ok, headers: compressed, body: gzipSync(kibibytes(32 * 1024)) }),
    result: ({ decompresses }) => (decompresses ? tooLarge : unexpected("NotJson"))
  },
  {
    name: "a body that says it is compressed, and is not",
    script: Loopback.respondWith({ ...ok, headers: compressed }),
    result: ({ decompresses }) => (decompresses ? lost : success)
  },
  {
    name: "a compressed body that was cut",
    script: Loopback.respondWith({ ...ok, headers: compressed, body: gzipSync(deleted).subarray(0, 40) }),
    result: unexpected("NotJson")
  }
]

const oversized = cases.filter(({ name }) => name === "1 MiB" || name.startsWith("an endless body"))

const redirects = [301, 302, 303, 307, 308]

const redirectTo = (status: number, location: string): Loopback.Script =>
  Loopback.respondWith({ status, headers: { location } })

const redirected = (status: number, location: string) =>
  fail(
    expect.objectContaining({ _tag: "UnexpectedResponse", reason: "Redirect", status, location, outcome: "NotDeleted" })
  )

const path = /^\/api\/v1\/public\/workspace\/([^/?#]*)\/links\/([^/?#]*)$/

/** The ids in a request target as a server takes it apart: split at the slashes, decoded once. */
const idsIn = (target: string) => {
  const [, workspaceId, linkId] = path.exec(target) ?? []
  return workspaceId === undefined || linkId === undefined
    ? undefined
    : { workspaceId: decodeURIComponent(workspaceId), linkId: decodeURIComponent(linkId) }
}

// A server that confirms whatever it was asked to delete, as it understood it.
const confirm: Loopback.Script = (socket, { target }) => {
  const body = JSON.stringify({ message: "Link deleted", data: idsIn(target) })
  socket.write(Loopback.encode({ status: 200, headers: json, body }))
}

const refs = FastCheck.sample(FastCheck.record({ workspaceId: ids, linkId: ids }), { numRuns: 160, seed: 3 })

describe.each(transports)("over $name", (transport) => {
  const { start } = transport

  it.each(cases)("the result is the same as over any other transport: $name", async ({ result, script }) => {
    const server = await Loopback.serve(script)
    expect(await callAt(start, server.origin)).toEqual(typeof result === "function" ? result(transport) : result)
    expect(server.requests).toHaveLength(1)
  })

  it.each(oversized)("the connection of a body over the limit is given up: $name", async ({ script }) => {
    const server = await Loopback.serve(script)
    await callAt(start, server.origin)
    await server.givenUp()
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    { when: "before the response", script: () => {} },
    {
      when: "within the body",
      script: Loopback.respondWith({ ...ok, headers: { ...json, "content-length": "500" } })
    }
  ])("the connection is given up when the request is cancelled $when", async ({ script }) => {
    const server = await Loopback.serve(script)
    const request = deletionAt(server.origin)
    if (!request.ok) throw new Error(request.failure.message)
    const cancel = start(request.value, () => {})
    await server.asked()
    cancel()
    await server.givenUp()
    expect(server.requests).toHaveLength(1)
  })

  it("one DELETE is sent with the key, JSON accepted, and no body", async () => {
    const server = await Loopback.serve(Loopback.respondWith(ok))
    await callAt(start, `${server.origin}/api/v1`)
    const [request] = server.requests
    expect(request).toMatchObject({ method: "DELETE", target: "/api/v1/public/workspace/ws_abc123/links/lnk_abc123" })
    expect(request?.headers.get("accept")).toBe("application/json")
    expect(request?.headers.get("authorization") === `Bearer ${apiKey}`).toBe(true)
    expect(request?.headers.get("content-length") ?? "0").toBe("0")
    expect(request?.headers.has("transfer-encoding")).toBe(false)
    expect(request?.headers.has("cookie")).toBe(false)
    expect(request?.headers.has("traceparent")).toBe(false)
  })

  it("responses to concurrent requests are kept apart", async () => {
    const server = await Loopback.serve(confirm)
    const links = Array.from({ length: 20 }, (_, index) => ({ ...ref, linkId: `lnk_${index}` }))
    const results = await Promise.all(links.map((link) => callAt(start, `${server.origin}/api/v1`, link)))
    expect(results).toEqual(links.map(() => success))
  })

  it("connections are used again", async () => {
    const server = await Loopback.serve(Loopback.respondWith(ok))
    for (let call = 0; call < 6; call += 1) await callAt(start, server.origin)
    expect(server.requests).toHaveLength(6)
    expect(server.connections()).toBeLessThan(6)
  })

  it("nothing was sent where no connection was made", async () => {
    expect(await callAt(start, await Loopback.refusing())).toEqual(
      fail({ message: expect.stringContaining("ECONNREFUSED"), mayHaveBeenSent: false })
    )
  })

  it("nothing was sent where the host has no address", async () => {
    // A label of 64 characters is longer than DNS allows, so no resolver is asked.
    expect(await callAt(start, `https://${"x".repeat(64)}.invalid`)).toEqual(
      fail({ message: expect.stringContaining("getaddrinfo ENOTFOUND"), mayHaveBeenSent: false })
    )
  })

  it("the request fails where the server speaks no TLS", async () => {
    const { origin } = await Loopback.accept((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))
    )
    expect(await callAt(start, origin.replace("http:", "https:"))).toMatchObject({
      failure: { message: expect.stringContaining("wrong version number") }
    })
  })

  it.each(redirects)("a %i to the same origin is reported, and not followed", async (status) => {
    const location = "/elsewhere"
    const server = await Loopback.serve((socket, request) => {
      const script = request.target === location ? Loopback.respondWith(ok) : redirectTo(status, location)
      script(socket, request)
    })
    expect(await callAt(start, server.origin)).toEqual(redirected(status, location))
    expect(server.requests).toHaveLength(1)
  })

  it.each(redirects)("a %i to another origin is reported, and that origin hears nothing", async (status) => {
    const elsewhere = await Loopback.serve(Loopback.respondWith(ok))
    const location = `${elsewhere.origin}/public/workspace/ws_abc123/links/lnk_abc123`
    const server = await Loopback.serve(redirectTo(status, location))
    expect(await callAt(start, server.origin)).toEqual(redirected(status, location))
    expect(server.requests).toHaveLength(1)
    expect(elsewhere.connections()).toBe(0)
  })

  it.each(["http://[", "//", "javascript:0", "https://user@x\u00e9/"])(
    "a location that leads nowhere is reported as it is: %s",
    async (location) => {
      const server = await Loopback.serve(redirectTo(302, location))
      expect(await callAt(start, server.origin)).toEqual(redirected(302, location))
    }
  )

  it("a redirect without a location is a redirect nevertheless", async () => {
    const server = await Loopback.serve(Loopback.respondWith({ status: 302 }))
    expect(await callAt(start, server.origin)).toMatchObject({ failure: { reason: "Redirect", status: 302 } })
  })

  it("every id reaches exactly its path, or nothing is sent", async () => {
    const server = await Loopback.serve(confirm)
    for (const link of refs) {
      const before = server.requests.length
      const result = await callAt(start, `${server.origin}/api/v1`, link)
      const seen = server.requests.slice(before).map(({ target }) => idsIn(target))
      if (isSendableId(link.workspaceId) && isSendableId(link.linkId)) {
        expect(seen).toStrictEqual([link])
        expect(result).toEqual(success)
      } else {
        expect(seen).toStrictEqual([])
        expect(result).toMatchObject({ failure: { ...link, _tag: "InvalidLinkRef", attempts: 0 } })
      }
    }
    expect(server.requests.length).toBeGreaterThan(50)
    expect(server.requests.length).toBeLessThan(refs.length)
  }, 20_000)
})
