import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { describe, expect } from "vitest"
import { deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { withDraws } from "./fixedRandom.js"
import { ref } from "./fixtures.js"
import { itEffect } from "./runTest.js"
import {
  after,
  always,
  connectionRefused,
  deleted,
  documented,
  script,
  silence,
  undocumented
} from "./scriptedTransport.js"
import { clientLayer, deleteUnder, failureOf, linkOf, outcomeOf } from "./testClient.js"

const steady = (options: RetryPolicy.ExponentialOptions = {}) => RetryPolicy.exponential({ ...options, jitter: "none" })

const unavailable = documented("ServiceUnavailable")

describe("no retries", () => {
  itEffect("is one request under layerNone, whatever the server asks for", () =>
    Effect.gen(function* () {
      const server = script(documented("RateLimited", { "retry-after": "1" }))
      const outcome = yield* outcomeOf(Effect.provide(deleteLink(ref), RetryPolicy.layerNone), server)
      expect(outcome).toMatchObject({ sentAt: [0], endedAt: 0 })
    })
  )
})

describe("the deadline", () => {
  itEffect("cuts the attempt under way to the time that is left", () =>
    Effect.gen(function* () {
      const policy = steady({ attemptTimeout: "8 seconds", totalTimeout: "10 seconds" })
      const server = always(silence)
      const outcome = yield* outcomeOf(deleteUnder(policy), server)
      expect(outcome).toMatchObject({ sentAt: [0, 9000], endedAt: 10_000 })
      expect(server.interruptions).toHaveLength(2)
      expect(failureOf(outcome)).toMatchObject({
        _tag: "TransportError",
        reason: "Timeout",
        attempts: 2,
        outcome: "Unknown",
        message: "No response within 1s"
      })
    })
  )

  itEffect("holds for a schedule that would go on for ever", () =>
    Effect.gen(function* () {
      const policy = RetryPolicy.fromSchedule(Schedule.spaced("3 seconds"), { totalTimeout: "10 seconds" })
      const outcome = yield* outcomeOf(deleteUnder(policy), always(unavailable))
      expect(outcome).toMatchObject({ sentAt: [0, 3000, 6000, 9000], endedAt: 9000 })
    })
  )

  itEffect("holds for a schedule that never waits", () =>
    Effect.gen(function* () {
      const policy = RetryPolicy.fromSchedule(Schedule.forever, { totalTimeout: "10 seconds" })
      const outcome = yield* outcomeOf(deleteUnder(policy), always(after("3 seconds", unavailable)))
      expect(outcome).toMatchObject({ sentAt: [0, 3000, 6000, 9000], endedAt: 10_000 })
      expect(failureOf(outcome)).toMatchObject({ _tag: "TransportError", reason: "Timeout" })
    })
  )

  itEffect("holds for a schedule that takes time over its step", () =>
    Effect.gen(function* () {
      const slow = Schedule.forever.pipe(Schedule.tap(() => Effect.sleep("10 seconds")))
      const policy = RetryPolicy.fromSchedule(slow, { totalTimeout: "10 seconds" })
      const outcome = yield* outcomeOf(deleteUnder(policy), always(unavailable))
      expect(outcome).toMatchObject({ sentAt: [0], endedAt: 10_000 })
      expect(failureOf(outcome)).toMatchObject({ _tag: "ServiceUnavailable", attempts: 1 })
    })
  )

  itEffect("is no limit where the policy sets none", () =>
    Effect.gen(function* () {
      const policy = steady({ attemptTimeout: Duration.infinity, totalTimeout: Duration.infinity })
      const outcome = yield* outcomeOf(deleteUnder(policy), script(after("5 hours", unavailable), deleted()))
      expect(linkOf(outcome).attempts).toBe(2)
      expect(outcome.sentAt).toEqual([0, 5 * 3600 * 1000 + 1000])
    })
  )
})

describe("a schedule of your own", () => {
  itEffect("sees every typed failure, and stops on the one it chooses", () =>
    Effect.gen(function* () {
      const seen: Array<RetryPolicy.FailedCall["_tag"]> = []
      const schedule = Schedule.spaced("2 seconds").pipe(
        Schedule.setInputType<RetryPolicy.FailedCall>(),
        Schedule.tap(({ input }) => Effect.sync(() => seen.push(input._tag))),
        Schedule.while(({ input }) => Effect.succeed(input._tag !== "UndocumentedError" || input.status !== 500))
      )
      const server = script(documented("RateLimited"), undocumented(502), connectionRefused, undocumented(500))
      const outcome = yield* outcomeOf(deleteUnder(RetryPolicy.fromSchedule(schedule)), server)
      expect(seen).toEqual(["RateLimited", "UndocumentedError", "TransportError", "UndocumentedError"])
      expect(outcome).toMatchObject({ sentAt: [0, 2000, 4000, 6000], endedAt: 6000 })
      expect(failureOf(outcome)).toMatchObject({ _tag: "UndocumentedError", status: 500, attempts: 4 })
    })
  )

  itEffect("is waited for no shorter than the server asks, also where it never waits", () =>
    Effect.gen(function* () {
      const server = script(documented("RateLimited", { "retry-after": "7" }), deleted())
      const outcome = yield* outcomeOf(deleteUnder(RetryPolicy.fromSchedule(Schedule.forever)), server)
      expect(outcome.sentAt).toEqual([0, 7000])
    })
  )

  itEffect("ends the call by ending itself", () =>
    Effect.gen(function* () {
      const policy = RetryPolicy.fromSchedule(Schedule.recurs(2))
      const outcome = yield* outcomeOf(deleteUnder(policy), always(unavailable))
      expect(outcome.sentAt).toEqual([0, 0, 0])
    })
  )

  itEffect("begins anew with every call", () =>
    Effect.gen(function* () {
      const policy = RetryPolicy.fromSchedule(Schedule.recurs(1))
      const server = always(unavailable)
      yield* outcomeOf(deleteUnder(policy), server)
      yield* outcomeOf(deleteUnder(policy), server)
      expect(server.requests).toHaveLength(4)
    })
  )

  itEffect("is provided by a layer", () =>
    Effect.gen(function* () {
      const layer = RetryPolicy.layerSchedule(Schedule.max([Schedule.recurs(2), Schedule.spaced("1 minute")]))
      const outcome = yield* outcomeOf(Effect.provide(deleteLink(ref), layer), always(unavailable))
      expect(outcome.sentAt).toEqual([0, 60_000])
    })
  )
})

describe("which policy", () => {
  const layered = (policy: RetryPolicy.Policy) => RetryPolicy.layer(policy)
  const two = steady({ maxAttempts: 2, baseDelay: 0 })
  const three = steady({ maxAttempts: 3, baseDelay: 0 })

  const requestsOf = (call: typeof plain, policyOfLayer?: RetryPolicy.Policy) =>
    Effect.gen(function* () {
      const server = always(unavailable)
      const client = clientLayer(server)
      const layer = policyOfLayer === undefined ? client : Layer.provide(client, layered(policyOfLayer))
      // Nothing is waited for: a draw of 0 leaves no backoff.
      yield* call.pipe(Effect.provide(layer), withDraws(0), Effect.flip)
      return server.requests.length
    })

  const plain = deleteLink(ref)

  itEffect.each([
    { name: "none anywhere", call: plain, inLayer: undefined, requests: 5 },
    { name: "one in the layer", call: plain, inLayer: two, requests: 2 },
    { name: "one within the call", call: RetryPolicy.within(plain, three), inLayer: undefined, requests: 3 },
    {
      name: "one in the layer and one within the call",
      call: RetryPolicy.within(plain, three),
      inLayer: two,
      requests: 3
    },
    {
      name: "one in the layer and the default one within the call",
      call: RetryPolicy.within(plain, RetryPolicy.defaultPolicy),
      inLayer: two,
      requests: 5
    },
    {
      name: "one in the layer and layerDefault for the call",
      call: Effect.provide(plain, RetryPolicy.layerDefault),
      inLayer: two,
      requests: 5
    },
    {
      name: "one in the layer and layerNone for the call",
      call: Effect.provide(plain, RetryPolicy.layerNone),
      inLayer: two,
      requests: 1
    },
    { name: "the default one in the layer", call: plain, inLayer: RetryPolicy.defaultPolicy, requests: 5 },
    {
      name: "none in the layer, two within two",
      call: plain.pipe(RetryPolicy.within(three), RetryPolicy.within(two)),
      inLayer: undefined,
      requests: 3
    }
  ])("$name: $requests requests", ({ call, inLayer, requests }) =>
    Effect.map(requestsOf(call, inLayer), (count) => expect(count).toBe(requests))
  )
})
