import { describe, expect, it } from "@effect/vitest"
import * as Loopback from "@effect-userplane/testing/Loopback"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import * as ApiKey from "../src/ApiKey.js"
import { deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"
import { type Answer, deleted, documented, type ScriptedTransport, script, silence } from "./scriptedTransport.js"
import { type Call, clientLayer, deleteUnder, type KeySource, keysInTurn } from "./testClient.js"
import { transports } from "./transports.js"

const steady = RetryPolicy.exponential({ jitter: "none" })

/** Interrupts a call after 10 seconds, and says how it ended and when. */
const interruptedCall = (call: Call, server: ScriptedTransport, key?: Layer.Layer<ApiKey.ApiKey>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Effect.provide(call, clientLayer(server, key)))
    yield* TestClock.adjust("10 seconds")
    const exit = yield* Fiber.interrupt(fiber)
    const endedAt = yield* Clock.currentTimeMillis
    // Whatever had been planned would come about now.
    yield* TestClock.adjust("1 hour")
    return { interrupted: Exit.isInterrupted(exit), endedAt, sentAt: server.requests.map(({ at }) => at) }
  })

const retryAfter = (seconds: number): Answer => documented("RateLimited", { "retry-after": String(seconds) })

describe("an interrupt", () => {
  it.effect("in flight ends the request, at once", () =>
    Effect.gen(function* () {
      const server = script(silence, deleted())
      const outcome = yield* interruptedCall(deleteUnder(steady), server)
      expect(outcome).toEqual({ interrupted: true, endedAt: 10_000, sentAt: [0] })
      expect(server.interruptions).toEqual([10_000])
    })
  )

  it.effect("in flight of a later attempt ends that one", () =>
    Effect.gen(function* () {
      const server = script(documented("ServiceUnavailable"), silence, deleted())
      const outcome = yield* interruptedCall(deleteUnder(steady), server)
      expect(outcome).toEqual({ interrupted: true, endedAt: 10_000, sentAt: [0, 1000] })
      expect(server.interruptions).toEqual([10_000])
    })
  )

  it.effect("in the wait of a backoff ends it, and no request follows", () =>
    Effect.gen(function* () {
      const server = script(documented("ServiceUnavailable"), deleted())
      const policy = RetryPolicy.exponential({ jitter: "none", baseDelay: "20 seconds" })
      const outcome = yield* interruptedCall(deleteUnder(policy), server)
      expect(outcome).toEqual({ interrupted: true, endedAt: 10_000, sentAt: [0] })
      expect(server.interruptions).toEqual([])
    })
  )

  it.effect("in the wait that the server asked for ends it, and no request follows", () =>
    Effect.gen(function* () {
      const outcome = yield* interruptedCall(deleteUnder(steady), script(retryAfter(25), deleted()))
      expect(outcome).toEqual({ interrupted: true, endedAt: 10_000, sentAt: [0] })
    })
  )

  it.effect("in the wait of a schedule of your own ends it, and no request follows", () =>
    Effect.gen(function* () {
      const slow = RetryPolicy.fromSchedule(Schedule.spaced("1 minute"))
      const outcome = yield* interruptedCall(deleteUnder(slow), script(documented("LinkDeleteFailed"), deleted()))
      expect(outcome).toEqual({ interrupted: true, endedAt: 10_000, sentAt: [0] })
    })
  )

  const unanswered = () => {
    let interrupted = false
    const source: KeySource = Effect.onInterrupt(Effect.never, () =>
      Effect.sync(() => {
        interrupted = true
      })
    )
    return { source, interrupted: () => interrupted }
  }

  it.effect("while the key is asked for ends the asking, and nothing is sent", () =>
    Effect.gen(function* () {
      const { interrupted, source } = unanswered()
      const outcome = yield* interruptedCall(deleteUnder(steady), script(), keysInTurn(source).layer)
      expect(outcome).toEqual({ interrupted: true, endedAt: 10_000, sentAt: [] })
      expect(interrupted()).toBe(true)
    })
  )

  it.effect("while another key is asked for ends the asking", () =>
    Effect.gen(function* () {
      const { interrupted, source } = unanswered()
      const keys = keysInTurn(Effect.succeed(apiKey), source)
      const outcome = yield* interruptedCall(deleteUnder(steady), script(documented("ApiKeyExpired")), keys.layer)
      expect(outcome).toEqual({ interrupted: true, endedAt: 10_000, sentAt: [0] })
      expect(interrupted()).toBe(true)
    })
  )

  it.effect("by a timeout around the call ends the request like any other", () =>
    Effect.gen(function* () {
      const server = script(silence)
      const call = Effect.timeoutFail(deleteLink(ref), { duration: "4 seconds", onTimeout: () => "too late" })
      const fiber = yield* Effect.fork(Effect.flip(Effect.provide(call, clientLayer(server))))
      yield* TestClock.adjust("1 minute")
      expect(yield* Fiber.join(fiber)).toBe("too late")
      expect(server.interruptions).toEqual([4000])
      expect(server.requests).toHaveLength(1)
    })
  )
})

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
