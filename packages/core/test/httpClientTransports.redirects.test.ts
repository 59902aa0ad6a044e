import { describe, expect, it } from "@effect/vitest"
import * as Loopback from "@effect-userplane/testing/Loopback"
import { deadLocations, redirected, redirectStatuses, redirectTo } from "@effect-userplane/testing/Redirects"
import { confirmation } from "@effect-userplane/testing/WireCases"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { ref } from "./fixtures.js"
import { callAt, httpClientTransports } from "./transports.js"

const deleted = Loopback.respondWith(confirmation(ref))

describe.each(httpClientTransports)("over $name", ({ layer }) => {
  it.live.each(redirectStatuses)("a %i to the same origin is told, and not followed", (status) =>
    Effect.gen(function* () {
      const location = "/elsewhere"
      const server = yield* Effect.promise(() =>
        Loopback.serve((socket, request) => {
          const script = request.target === location ? deleted : redirectTo(status, location)
          script(socket, request)
        })
      )
      expect(Either.merge(yield* callAt(server.origin))).toMatchObject(redirected(status, location))
      expect(server.requests).toHaveLength(1)
    }).pipe(Effect.provide(layer))
  )

  it.live.each(redirectStatuses)("a %i to another origin is told, and that origin hears nothing", (status) =>
    Effect.gen(function* () {
      const elsewhere = yield* Effect.promise(() => Loopback.serve(deleted))
      const location = `${elsewhere.origin}/public/workspace/ws_abc123/links/lnk_abc123`
      const server = yield* Effect.promise(() => Loopback.serve(redirectTo(status, location)))
      expect(Either.merge(yield* callAt(server.origin))).toMatchObject(redirected(status, location))
      expect(server.requests).toHaveLength(1)
      expect(elsewhere.connections()).toBe(0)
    }).pipe(Effect.provide(layer))
  )

  it.live.each(deadLocations)("a location that leads nowhere is told as it is: %s", (location) =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() => Loopback.serve(redirectTo(302, location)))
      expect(Either.merge(yield* callAt(server.origin))).toMatchObject(redirected(302, location))
    }).pipe(Effect.provide(layer))
  )

  it.live("a redirect without a location is one nevertheless", () =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() => Loopback.serve(Loopback.respondWith({ status: 302 })))
      expect(Either.merge(yield* callAt(server.origin))).toMatchObject({ reason: "Redirect", status: 302 })
    }).pipe(Effect.provide(layer))
  )
})
