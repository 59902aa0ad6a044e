import { describe, expect, it } from "@effect/vitest"
import * as Loopback from "@effect-userplane/testing/Loopback"
import {
  confirmAny,
  confirmation,
  isOversized,
  outcomeOver,
  unfinished,
  type WireOutcome,
  wireCases
} from "@effect-userplane/testing/WireCases"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import { apiKey, ref } from "./fixtures.js"
import { callAt, httpClientTransports } from "./transports.js"

const ok = confirmation(ref)

const outcomes = {
  Deleted: { confirmation: "Reply", attempts: 1, ...ref },
  Lost: { _tag: "TransportError", reason: "ConnectionLost", outcome: "Unknown", attempts: 1 }
}

const fieldsOf = (outcome: WireOutcome) => (typeof outcome === "string" ? outcomes[outcome] : outcome)

const cases = wireCases(ref)

describe.each(httpClientTransports)("over $name", (transport) => {
  it.live.each(cases)("$name", (wireCase) =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() => Loopback.serve(wireCase.script))
      const result = Either.merge(yield* callAt(server.origin))
      expect(result).toMatchObject(fieldsOf(outcomeOver(transport, wireCase)))
      expect(server.requests).toHaveLength(1)
    }).pipe(Effect.provide(transport.layer))
  )

  it.live.each(cases.filter(isOversized))("gives up the connection: $name", ({ script }) =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() => Loopback.serve(script))
      yield* callAt(server.origin)
      yield* Effect.promise(server.givenUp)
      expect(server.requests).toHaveLength(1)
    }).pipe(Effect.provide(transport.layer))
  )

  it.live.each(unfinished(ref))("gives up the connection when it is interrupted $when", ({ script }) =>
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
      const server = yield* Effect.promise(() => Loopback.serve(confirmAny))
      const links = Array.from({ length: 20 }, (_, index) => ({ ...ref, linkId: `lnk_${index}` }))
      const results = yield* Effect.forEach(links, (link) => callAt(`${server.origin}/api/v1`, link), {
        concurrency: 5
      })
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
