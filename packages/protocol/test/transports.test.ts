import { isSendableId, linkRefs } from "@effect-userplane/testing/Ids"
import * as Loopback from "@effect-userplane/testing/Loopback"
import * as Redirects from "@effect-userplane/testing/Redirects"
import {
  confirmAny,
  confirmation,
  idsIn,
  isOversized,
  outcomeOver,
  unfinished,
  type WireOutcome,
  wireCases
} from "@effect-userplane/testing/WireCases"
import { describe, expect, it } from "vitest"
import { fail, succeed } from "../src/Result.js"
import { apiKey, ref } from "./fixtures.js"
import { callAt, deletionAt, transports } from "./transports.js"

const ok = confirmation(ref)

const success = succeed({ value: { message: "Link deleted" }, requestId: undefined })

const results = {
  Deleted: success,
  Lost: { ok: false, failure: { mayHaveBeenSent: true, message: expect.stringMatching(/./) } }
}

const resultOf = (outcome: WireOutcome) =>
  typeof outcome === "string" ? results[outcome] : fail(expect.objectContaining(outcome))

const redirected = (status: number, location: string) => resultOf(Redirects.redirected(status, location))

const cases = wireCases(ref)

describe.each(transports)("over $name", (transport) => {
  const { start } = transport

  it.each(cases)("the result is the same as over any other transport: $name", async (wireCase) => {
    const server = await Loopback.serve(wireCase.script)
    expect(await callAt(start, server.origin)).toEqual(resultOf(outcomeOver(transport, wireCase)))
    expect(server.requests).toHaveLength(1)
  })

  it.each(cases.filter(isOversized))(
    "the connection of a body over the limit is given up: $name",
    async ({ script }) => {
      const server = await Loopback.serve(script)
      await callAt(start, server.origin)
      await server.givenUp()
      expect(server.requests).toHaveLength(1)
    }
  )

  it.each(unfinished(ref))("the connection is given up when the request is cancelled $when", async ({ script }) => {
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
    const server = await Loopback.serve(confirmAny)
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

  it.each(Redirects.redirectStatuses)("a %i to the same origin is reported, and not followed", async (status) => {
    const location = "/elsewhere"
    const server = await Loopback.serve((socket, request) => {
      const script = request.target === location ? Loopback.respondWith(ok) : Redirects.redirectTo(status, location)
      script(socket, request)
    })
    expect(await callAt(start, server.origin)).toEqual(redirected(status, location))
    expect(server.requests).toHaveLength(1)
  })

  it.each(Redirects.redirectStatuses)(
    "a %i to another origin is reported, and that origin hears nothing",
    async (status) => {
      const elsewhere = await Loopback.serve(Loopback.respondWith(ok))
      const location = `${elsewhere.origin}/public/workspace/ws_abc123/links/lnk_abc123`
      const server = await Loopback.serve(Redirects.redirectTo(status, location))
      expect(await callAt(start, server.origin)).toEqual(redirected(status, location))
      expect(server.requests).toHaveLength(1)
      expect(elsewhere.connections()).toBe(0)
    }
  )

  it.each(Redirects.deadLocations)("a location that leads nowhere is reported as it is: %s", async (location) => {
    const server = await Loopback.serve(Redirects.redirectTo(302, location))
    expect(await callAt(start, server.origin)).toEqual(redirected(302, location))
  })

  it("a redirect without a location is a redirect nevertheless", async () => {
    const server = await Loopback.serve(Loopback.respondWith({ status: 302 }))
    expect(await callAt(start, server.origin)).toMatchObject({ failure: { reason: "Redirect", status: 302 } })
  })

  it("every id reaches exactly its path, or nothing is sent", async () => {
    const server = await Loopback.serve(confirmAny)
    for (const link of linkRefs) {
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
    expect(server.requests.length).toBeLessThan(linkRefs.length)
  }, 20_000)
})
