import { describe, expect, it } from "@effect/vitest"
import * as Loopback from "@effect-userplane/testing/Loopback"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { ref } from "./fixtures.js"
import { callAt, httpClientTransports } from "./transports.js"

const statuses = [301, 302, 303, 307, 308]

const deleted = Loopback.respondWith({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ message: "Link deleted", data: ref })
})

const redirectTo = (status: number, location: string): Loopback.Script =>
  Loopback.respondWith({ status, headers: { location } })

const told = (status: number, location: string) => ({
  _tag: "UnexpectedResponse",
  reason: "Redirect",
  status,
  location,
  outcome: "NotDeleted",
  attempts: 1
})

describe.each(httpClientTransports)("over $name", ({ layer }) => {
  it.live.each(statuses)("a %i to the same origin is told, and not followed", (status) =>
    Effect.gen(function* () {
      const location = "/elsewhere"
      const server = yield* Effect.promise(() =>
        Loopback.serve((socket, request) => {
          const script = request.target === location ? deleted : redirectTo(status, location)
          script(socket, request)
        })
      )
      expect(Either.merge(yield* callAt(server.origin))).toMatchObject(told(status, location))
      expect(server.requests).toHaveLength(1)
    }).pipe(Effect.provide(layer))
  )

  it.live.each(statuses)("a %i to another origin is told, and that origin hears nothing", (status) =>
    Effect.gen(function* () {
      const elsewhere = yield* Effect.promise(() => Loopback.serve(deleted))
      const location = `${elsewhere.origin}/public/workspace/ws_abc123/links/lnk_abc123`
      const server = yield* Effect.promise(() => Loopback.serve(redirectTo(status, location)))
      expect(Either.merge(yield* callAt(server.origin))).toMatchObject(told(status, location))
      expect(server.requests).toHaveLength(1)
      expect(elsewhere.connections()).toBe(0)
    }).pipe(Effect.provide(layer))
  )

  it.live.each(["http://[", "//", "javascript:0", "https://user@x\u00e9/"])(
    "a location that leads nowhere is told as it is: %s",
    (location) =>
      Effect.gen(function* () {
        const server = yield* Effect.promise(() => Loopback.serve(redirectTo(302, location)))
        expect(Either.merge(yield* callAt(server.origin))).toMatchObject(told(302, location))
      }).pipe(Effect.provide(layer))
  )

  it.live("a redirect without a location is one nevertheless", () =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() => Loopback.serve(Loopback.respondWith({ status: 302 })))
      expect(Either.merge(yield* callAt(server.origin))).toMatchObject({ reason: "Redirect", status: 302 })
    }).pipe(Effect.provide(layer))
  )
})
