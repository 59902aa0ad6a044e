/** What a client does over real connections to a server on loopback, stated once for every client and transport. */
import { describe, expect, it, onTestFinished } from "vitest"
import { type LinkIds, ordinaryLink } from "./Client.js"
import { isSendableId, linkRefs } from "./Ids.js"
import * as Loopback from "./Loopback.js"
import { deadLocations, redirected, redirectStatuses, redirectTo } from "./Redirects.js"
import {
  confirmAny,
  confirmation,
  idsIn,
  isOversized,
  outcomeOver,
  unfinished,
  type WireOutcome,
  wireCases
} from "./WireCases.js"

/** A call that has been started. */
export interface Call {
  /** The deleted link or the failure, in its JSON encoding. */
  readonly ended: () => Promise<object>
  /** Interrupts it, and waits for its end. */
  readonly interrupt: () => Promise<unknown>
}

/** A transport in use. */
export interface OpenTransport {
  /** Starts the deletion of a link by one request, within a span. `attemptTimeout` is in milliseconds, by default 30 s. */
  readonly deleteLink: (baseUrl: string, link: LinkIds, attemptTimeout?: number) => Call
  readonly close: () => Promise<unknown>
}

/** A transport that the client can be used with. What holds for one must hold for all. */
export interface RealTransport {
  readonly name: string
  /** Whether it asks for compressed bodies, and decompresses them. */
  readonly decompresses: boolean
  /** Whether it uses a connection for the next request too. */
  readonly keepsConnections: boolean
  /** The header that its calls are authorized with. */
  readonly authorization: string
  readonly open: () => OpenTransport
}

const outcomes = {
  Deleted: { confirmation: "Reply", attempts: 1, ...ordinaryLink },
  Lost: { _tag: "TransportError", reason: "ConnectionLost", outcome: "Unknown", attempts: 1 }
}

const fieldsOf = (outcome: WireOutcome) => (typeof outcome === "string" ? outcomes[outcome] : outcome)

const ok = confirmation(ordinaryLink)
const cases = wireCases(ordinaryLink)

/** Opens a transport for as long as the test runs. */
const opened = ({ open }: RealTransport) => {
  const { close, deleteLink } = open()
  onTestFinished(async () => {
    await close()
  })
  const start = (baseUrl: string, link: LinkIds = ordinaryLink, attemptTimeout?: number) =>
    deleteLink(baseUrl, link, attemptTimeout)
  return { start, call: (baseUrl: string, link?: LinkIds) => start(baseUrl, link).ended() }
}

/** Declares the tests of what becomes of one request. */
export const exchanges = (transport: RealTransport): void => {
  describe(`over ${transport.name}`, () => {
    it.each(cases)("the outcome is the same as over any other transport: $name", async (wireCase) => {
      const server = await Loopback.serve(wireCase.script)
      const { call } = opened(transport)
      expect(await call(server.origin)).toMatchObject(fieldsOf(outcomeOver(transport, wireCase)))
      expect(server.requests).toHaveLength(1)
    })

    it.each(cases.filter(isOversized))(
      "the connection of a body over the limit is given up: $name",
      async ({ script }) => {
        const server = await Loopback.serve(script)
        const { call } = opened(transport)
        await call(server.origin)
        await server.givenUp()
        expect(server.requests).toHaveLength(1)
      }
    )

    it("one DELETE is sent with the key, JSON accepted, no body, and nothing about the trace", async () => {
      const server = await Loopback.serve(Loopback.respondWith(ok))
      const { call } = opened(transport)
      await call(`${server.origin}/api/v1`)
      const [request] = server.requests
      expect(request).toMatchObject({ method: "DELETE", target: "/api/v1/public/workspace/ws_abc123/links/lnk_abc123" })
      expect(request?.headers.get("accept")).toBe("application/json")
      expect(request?.headers.get("authorization") === transport.authorization).toBe(true)
      expect(request?.headers.get("content-length") ?? "0").toBe("0")
      const names = [...(request?.headers.keys() ?? [])]
      expect(names).not.toContain("transfer-encoding")
      expect(names).not.toContain("cookie")
      expect(names).not.toContain("traceparent")
      expect(names).not.toContain("b3")
    })

    it("responses to concurrent calls are kept apart", async () => {
      const server = await Loopback.serve(confirmAny)
      const { call } = opened(transport)
      const links = Array.from({ length: 20 }, (_, index) => ({ ...ordinaryLink, linkId: `lnk_${index}` }))
      expect(await Promise.all(links.map((link) => call(`${server.origin}/api/v1`, link)))).toMatchObject(links)
    })

    if (transport.keepsConnections) {
      it("connections are used again", async () => {
        const server = await Loopback.serve(Loopback.respondWith(ok))
        const { call } = opened(transport)
        for (let calls = 0; calls < 6; calls += 1) await call(server.origin)
        expect(server.requests).toHaveLength(6)
        expect(server.connections()).toBeLessThan(6)
      })
    }

    it("nothing was sent where no connection was made", async () => {
      const { call } = opened(transport)
      expect(await call(await Loopback.refusing())).toMatchObject({
        _tag: "TransportError",
        reason: "ConnectionFailed",
        outcome: "NotDeleted",
        message: expect.stringContaining("ECONNREFUSED")
      })
    })

    it("nothing was sent where the host has no address", async () => {
      const { call } = opened(transport)
      // A label of 64 characters is longer than DNS allows, so no resolver is asked.
      expect(await call(`https://${"x".repeat(64)}.invalid`)).toMatchObject({
        _tag: "TransportError",
        reason: "ConnectionFailed",
        outcome: "NotDeleted",
        message: expect.stringContaining("getaddrinfo ENOTFOUND")
      })
    })

    it("the call fails where the server speaks no TLS", async () => {
      const { origin } = await Loopback.accept((socket) =>
        socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))
      )
      const { call } = opened(transport)
      expect(await call(origin.replace("http:", "https:"))).toMatchObject({
        _tag: "TransportError",
        message: expect.stringContaining("wrong version number")
      })
    })

    it("a body of 70,000 chunks of one byte is a body that is too large", async () => {
      const server = await Loopback.serve(
        Loopback.respondThenEnd({
          status: 500,
          headers: { "content-type": "application/json", "transfer-encoding": "chunked" },
          body: `${"1\r\nx\r\n".repeat(70_000)}0\r\n\r\n`
        })
      )
      const { call } = opened(transport)
      expect(await call(server.origin)).toMatchObject({ _tag: "UnexpectedResponse", reason: "BodyTooLarge" })
    })

    it("the longer of two Retry-After headers counts", async () => {
      const envelope = JSON.stringify({ defined: true, code: "RATE_LIMITED", status: 429, message: "m" })
      const response = [
        "HTTP/1.1 429 Too Many Requests",
        "content-type: application/json",
        "retry-after: 5",
        "Retry-After: 120",
        "retry-after: 7",
        `content-length: ${envelope.length}`
      ].join("\r\n")
      const server = await Loopback.serve((socket) => socket.write(`${response}\r\n\r\n${envelope}`))
      const { call } = opened(transport)
      expect(await call(server.origin)).toMatchObject({ _tag: "RateLimited", retryAfter: 120_000 })
    })
  })
}

/** Declares the tests of when a connection is given up. */
export const givenUpConnections = (transport: RealTransport): void => {
  describe(`over ${transport.name}`, () => {
    it.each(unfinished(ordinaryLink))(
      "the connection is given up when the call is interrupted $when",
      async ({ script }) => {
        const server = await Loopback.serve(script)
        const { interrupt } = opened(transport).start(server.origin)
        await server.asked()
        await interrupt()
        await server.givenUp()
        expect(server.requests).toHaveLength(1)
      }
    )

    it("the connection is given up at the timeout of the attempt", async () => {
      const server = await Loopback.serve(() => {})
      const failure = await opened(transport).start(server.origin, ordinaryLink, 100).ended()
      await server.givenUp()
      expect(failure).toMatchObject({ _tag: "TransportError", reason: "Timeout", outcome: "Unknown" })
    })
  })
}

/** Declares the tests of redirects. */
export const redirects = (transport: RealTransport): void => {
  describe(`over ${transport.name}`, () => {
    const deleted = Loopback.respondWith(ok)

    it.each(redirectStatuses)("a %i to the same origin is reported, and not followed", async (status) => {
      const location = "/elsewhere"
      const server = await Loopback.serve((socket, request) => {
        const script = request.target === location ? deleted : redirectTo(status, location)
        script(socket, request)
      })
      const { call } = opened(transport)
      expect(await call(server.origin)).toMatchObject(redirected(status, location))
      expect(server.requests).toHaveLength(1)
    })

    it.each(redirectStatuses)("a %i to another origin is reported, and that origin hears nothing", async (status) => {
      const elsewhere = await Loopback.serve(deleted)
      const location = `${elsewhere.origin}/public/workspace/ws_abc123/links/lnk_abc123`
      const server = await Loopback.serve(redirectTo(status, location))
      const { call } = opened(transport)
      expect(await call(server.origin)).toMatchObject(redirected(status, location))
      expect(server.requests).toHaveLength(1)
      expect(elsewhere.connections()).toBe(0)
    })

    it.each(deadLocations)("a location that leads nowhere is reported as it is: %s", async (location) => {
      const server = await Loopback.serve(redirectTo(302, location))
      const { call } = opened(transport)
      expect(await call(server.origin)).toMatchObject(redirected(302, location))
    })

    it("a redirect without a location is a redirect nevertheless", async () => {
      const server = await Loopback.serve(Loopback.respondWith({ status: 302 }))
      const { call } = opened(transport)
      expect(await call(server.origin)).toMatchObject({ reason: "Redirect", status: 302 })
    })
  })
}

/** Declares the test of ids as a server receives them. */
export const idsOnTheWire = (transport: RealTransport): void => {
  describe(`over ${transport.name}`, () => {
    it("every id reaches exactly its path, or nothing is sent", { timeout: 20_000 }, async () => {
      const server = await Loopback.serve(confirmAny)
      const { call } = opened(transport)
      for (const link of linkRefs) {
        const before = server.requests.length
        const result = await call(`${server.origin}/api/v1`, link)
        const asked = server.requests.slice(before).map(({ target }) => idsIn(target))
        const isSendable = isSendableId(link.workspaceId) && isSendableId(link.linkId)
        expect(asked).toStrictEqual(isSendable ? [link] : [])
        expect(result).toMatchObject(
          isSendable ? { ...link, confirmation: "Reply" } : { ...link, _tag: "InvalidLinkRef", attempts: 0 }
        )
      }
      expect(server.requests.length).toBeGreaterThan(50)
      expect(server.requests.length).toBeLessThan(linkRefs.length)
    })
  })
}
