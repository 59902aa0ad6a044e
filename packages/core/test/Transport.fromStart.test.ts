import { describe, expect, it } from "@effect/vitest"
import { fail, succeed } from "@effect-userplane/protocol/Result"
import type { TransportResponse, TransportResult } from "@effect-userplane/protocol/Transport"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scheduler from "effect/Scheduler"
import * as ApiKey from "../src/ApiKey.js"
import { deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Transport from "../src/Transport.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"
import { recordingTracer } from "./recordingTracer.js"

/** A transport that works with callbacks, and keeps what was asked of it. */
const callbacks = (answer: TransportResult | undefined) => {
  const seen = { started: 0, cancelled: 0 }
  const layer = Layer.succeed(
    Transport.Transport,
    Transport.fromStart((_, ended) => {
      seen.started += 1
      if (answer !== undefined) queueMicrotask(() => ended(answer))
      return () => {
        seen.cancelled += 1
      }
    })
  )
  return { layer, seen }
}

const confirmation: TransportResponse = {
  status: 200,
  header: () => undefined,
  body: new TextEncoder().encode(JSON.stringify({ message: "Link deleted", data: ref })),
  truncated: false
}

const hasty = RetryPolicy.exponential({ maxAttempts: 1, attemptTimeout: "20 millis" })

const deleteOver = (
  transport: Layer.Layer<Transport.Transport>,
  { key = ApiKey.layer(apiKey), policy = RetryPolicy.none } = {}
) =>
  deleteLink(ref).pipe(
    RetryPolicy.within(policy),
    Effect.either,
    Effect.provide(Layer.provide(Userplane.layerTransport(), [transport, key]))
  )

describe("an exchange over callbacks, on the real clock", () => {
  it.live("has its response, and is not ended again", () =>
    Effect.gen(function* () {
      const { layer, seen } = callbacks(succeed(confirmation))
      const result = yield* deleteOver(layer)
      expect(Either.getOrThrow(result)).toMatchObject({ confirmation: "Reply" })
      expect(seen).toEqual({ started: 1, cancelled: 0 })
    })
  )

  it.live("may have its response at once", () =>
    Effect.gen(function* () {
      const layer = Layer.succeed(
        Transport.Transport,
        Transport.fromStart((_, ended) => {
          ended(succeed(confirmation))
          return () => {}
        })
      )
      const result = yield* deleteOver(layer)
      expect(Either.getOrThrow(result)).toMatchObject({ confirmation: "Reply" })
    })
  )

  it.live("hears only the first thing that is told", () =>
    Effect.gen(function* () {
      const { layer: tracer, spans } = recordingTracer()
      const lost = { message: "lost", mayHaveBeenSent: true }
      const layer = Layer.succeed(
        Transport.Transport,
        Transport.fromStart((_, ended) => {
          queueMicrotask(() => {
            ended(succeed(confirmation))
            ended(fail(lost))
          })
          return () => {}
        })
      )
      const result = yield* Effect.provide(deleteOver(layer), tracer)
      expect(Either.getOrThrow(result)).toMatchObject({ confirmation: "Reply" })
      expect(spans.map(({ attributes }) => attributes.get("error.type"))).toEqual([undefined, undefined])
    })
  )

  it.live("dies of a response that cannot even be looked at", () =>
    Effect.gen(function* () {
      const broken = {
        ...confirmation,
        header: () => {
          throw new Error("a broken transport")
        }
      }
      const exit = yield* Effect.exit(deleteOver(callbacks(succeed(broken)).layer))
      expect(Exit.isFailure(exit) && Cause.isDie(exit.cause) && Cause.pretty(exit.cause)).toContain(
        "a broken transport"
      )
    })
  )

  it.live("is ended by its timeout", () =>
    Effect.gen(function* () {
      const { layer, seen } = callbacks(undefined)
      const result = yield* deleteOver(layer, { policy: hasty })
      expect(result).toMatchObject({ left: { _tag: "TransportError", reason: "Timeout", outcome: "Unknown" } })
      expect(seen).toEqual({ started: 1, cancelled: 1 })
    })
  )

  it.live("is a timeout whatever the transport says of being ended", () =>
    Effect.gen(function* () {
      const aborted = { message: "aborted", mayHaveBeenSent: true }
      const layer = Layer.succeed(
        Transport.Transport,
        Transport.fromStart((_, ended) => () => ended(fail(aborted)))
      )
      const result = yield* deleteOver(layer, { policy: hasty })
      expect(Either.flip(result).pipe(Either.getOrThrow).toString()).toContain("No response within 20ms")
    })
  )

  it.live("is ended by an interrupt", () =>
    Effect.gen(function* () {
      const { layer, seen } = callbacks(undefined)
      const patient = RetryPolicy.exponential({ attemptTimeout: "10 minutes", totalTimeout: "1 hour" })
      const fiber = yield* deleteLink(ref).pipe(
        RetryPolicy.within(patient),
        Effect.provide(Layer.provide(Userplane.layerTransport(), [layer, ApiKey.layer(apiKey)])),
        Effect.fork
      )
      while (seen.started === 0) yield* Effect.yieldNow()
      yield* Fiber.interrupt(fiber)
      expect(seen).toEqual({ started: 1, cancelled: 1 })
    })
  )

  it.live("is not begun with a key that cannot be sent", () =>
    Effect.gen(function* () {
      const { layer, seen } = callbacks(succeed(confirmation))
      const result = yield* deleteOver(layer, { key: ApiKey.layer(Redacted.make("two words")) })
      expect(result).toMatchObject({ left: { reason: "ApiKeyUnavailable", outcome: "NotDeleted" } })
      expect(seen.started).toBe(0)
    })
  )

  it.live("is not begun without a key", () =>
    Effect.gen(function* () {
      const { layer, seen } = callbacks(succeed(confirmation))
      const gone = new ApiKey.ApiKeyUnavailable({ message: "The vault is sealed" })
      const key = Layer.succeed(ApiKey.ApiKey, { current: Effect.fail(gone) })
      const result = yield* deleteOver(layer, { key })
      expect(result).toMatchObject({ left: { reason: "ApiKeyUnavailable", message: "The vault is sealed" } })
      expect(seen.started).toBe(0)
    })
  )

  it.live("waits for a key that takes its time, within the timeout of the attempt", () =>
    Effect.gen(function* () {
      const { layer, seen } = callbacks(succeed(confirmation))
      const late = yield* deleteOver(layer, { key: ApiKey.layerEffect(Effect.never), policy: hasty })
      expect(late).toMatchObject({ left: { reason: "Timeout", outcome: "NotDeleted" } })
      expect(seen.started).toBe(0)
      const result = yield* deleteOver(layer, { key: ApiKey.layerEffect(Effect.as(Effect.yieldNow(), apiKey)) })
      expect(Either.isRight(result)).toBe(true)
    })
  )
})

describe("a response to a busy process", () => {
  it.live("is no timeout, though the time is up before it is looked at", () =>
    Effect.gen(function* () {
      let cancelled = 0
      const answered = Layer.succeed(
        Transport.Transport,
        Transport.fromStart((_, onEnd) => {
          setTimeout(() => onEnd(succeed(confirmation)), 1)
          return () => {
            cancelled += 1
          }
        })
      )
      const fiber = yield* Effect.fork(
        deleteOver(answered, { policy: RetryPolicy.exponential({ maxAttempts: 1, attemptTimeout: "200 millis" }) })
      )
      yield* Effect.yieldNow()
      // Both timers are due when the platform comes to look.
      const started = performance.now()
      while (performance.now() - started < 250);
      expect(yield* Fiber.join(fiber)).toMatchObject({ right: { confirmation: "Reply" } })
      expect(cancelled).toBe(0)
    })
  )
})

describe("an interrupt at any moment", () => {
  // A fiber can be interrupted where it yields: here once, before one of its steps.
  const yieldingBefore = (step: number): Scheduler.Scheduler => {
    let taken = 0
    return {
      shouldYield: () => (++taken === step ? 0 : false),
      scheduleTask: (task, priority) => Scheduler.defaultScheduler.scheduleTask(task, priority)
    }
  }

  const interruptedBefore = (step: number, transport: Layer.Layer<Transport.Transport>) => {
    const { layer, spans } = recordingTracer()
    const client = Layer.provide(Userplane.layerTransport(), [transport, ApiKey.layer(apiKey)])
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(Effect.withScheduler(deleteLink(ref), yieldingBefore(step)))
      yield* Effect.yieldNow()
      const exit = yield* Fiber.interrupt(fiber)
      return { exit, spans }
    }).pipe(Effect.provide(Layer.merge(client, layer)))
  }

  it.live("ends every span that has begun, and every request that was sent", () =>
    Effect.gen(function* () {
      const begun = new Set<number>()
      for (let step = 1; step <= 200; step++) {
        const transport = callbacks(undefined)
        const { exit, spans } = yield* interruptedBefore(step, transport.layer)
        expect(Exit.isInterrupted(exit)).toBe(true)
        expect([step, ...spans.map(({ ended }) => ended)]).toEqual([step, ...spans.map(() => "interruption")])
        expect(transport.seen.cancelled).toBe(transport.seen.started)
        begun.add(spans.length + transport.seen.started)
      }
      // Before the call, in it, in its first attempt, and with its request under way.
      expect([...begun].sort()).toEqual([0, 1, 2, 3])
    })
  )
})
