import { describe, expect, it } from "@effect/vitest"
import * as Loopback from "@effect-userplane/testing/Loopback"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as ApiKey from "../src/ApiKey.js"
import { deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"
import { deleteUnder } from "./testClient.js"
import { transports } from "./transports.js"

describe("over a real connection", () => {
  const client = (origin: string, transport: (typeof transports)[number]) =>
    Userplane.layerTransport({ baseUrl: origin }).pipe(
      Layer.provide([transport.layer, ApiKey.layer(apiKey)]),
      Layer.orDie
    )

  const nothing: Loopback.Script = () => {}

  const halfABody = Loopback.respondWith({
    status: 200,
    headers: { "content-type": "application/json", "content-length": "1000" },
    body: '{"message":'
  })

  const interrupted = (transport: (typeof transports)[number], answer: Loopback.Script) =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() => Loopback.serve(answer))
      const fiber = yield* Effect.fork(Effect.provide(deleteLink(ref), client(server.origin, transport)))
      yield* Effect.promise(server.asked)
      const exit = yield* Fiber.interrupt(fiber)
      yield* Effect.promise(server.givenUp)
      expect(Exit.isInterrupted(exit)).toBe(true)
      expect(server.requests).toHaveLength(1)
    })

  describe.each(transports)("by $name", (transport) => {
    it.live("an interrupt before the response closes the connection", () => interrupted(transport, nothing))

    it.live("an interrupt within the body closes the connection", () => interrupted(transport, halfABody))

    it.live("the timeout of an attempt closes the connection", () =>
      Effect.gen(function* () {
        const server = yield* Effect.promise(() => Loopback.serve(nothing))
        const policy = RetryPolicy.exponential({ maxAttempts: 1, attemptTimeout: "100 millis" })
        const error = yield* Effect.flip(Effect.provide(deleteUnder(policy), client(server.origin, transport)))
        yield* Effect.promise(server.givenUp)
        expect(error).toMatchObject({ _tag: "TransportError", reason: "Timeout", outcome: "Unknown" })
      })
    )
  })
})
