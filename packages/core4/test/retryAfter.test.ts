import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect } from "vitest"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { itEffect } from "./runTest.js"
import { type Answer, deleted, documented, type Headers, html, script, undocumented } from "./scriptedTransport.js"
import { deleteUnder, failureOf, linkOf, outcomeOf } from "./testClient.js"

const start = Date.UTC(2026, 0, 2, 3, 4, 5)
const inSevenSeconds = start + 7000

const limited = (headers: Headers, data?: unknown): Answer => documented("RateLimited", headers, data)

/** Every form in which a server can ask for 7 seconds. */
const forms: ReadonlyArray<{ readonly name: string; readonly answer: Answer }> = [
  { name: "Retry-After in seconds", answer: limited({ "retry-after": "7" }) },
  { name: "Retry-After as a date", answer: limited({ "retry-after": new Date(inSevenSeconds).toUTCString() }) },
  { name: "retry-after-ms", answer: limited({ "retry-after-ms": "7000" }) },
  ...["ratelimit-reset", "x-ratelimit-reset"].flatMap((name) => [
    { name: `${name} in seconds from now`, answer: limited({ [name]: "7" }) },
    { name: `${name} in epoch seconds`, answer: limited({ [name]: String(inSevenSeconds / 1000) }) },
    { name: `${name} in epoch milliseconds`, answer: limited({ [name]: String(inSevenSeconds) }) }
  ]),
  { name: "data.retryAfter in seconds", answer: limited({}, { retryAfter: 7 }) },
  { name: "Retry-After with a documented 503", answer: documented("ServiceUnavailable", { "retry-after": "7" }) },
  { name: "Retry-After with a documented 500", answer: documented("LinkDeleteFailed", { "retry-after": "7" }) },
  { name: "Retry-After with an undocumented 408", answer: undocumented(408, { "retry-after": "7" }) },
  { name: "Retry-After with an undocumented 429", answer: undocumented(429, { "retry-after": "7" }) },
  { name: "data.retryAfter with an undocumented 502", answer: undocumented(502, {}, { retryAfter: 7 }) },
  { name: "Retry-After with a page of a gateway", answer: html(503, { "retry-after": "7" }) }
]

const steady = (options: RetryPolicy.ExponentialOptions) => RetryPolicy.exponential({ ...options, jitter: "none" })

const meeting = (answer: Answer, policy: RetryPolicy.Policy) =>
  Effect.andThen(TestClock.setTime(start), outcomeOf(deleteUnder(policy), script(answer, deleted())))

describe("a retry-after of 7 seconds", () => {
  itEffect.each(forms)("replaces a backoff of 1 second: $name", ({ answer }) =>
    Effect.gen(function* () {
      const outcome = yield* meeting(answer, steady({ baseDelay: "1 second" }))
      expect(linkOf(outcome).attempts).toBe(2)
      expect(outcome.sentAt).toEqual([0, 7000])
    })
  )

  itEffect.each(forms)("does not shorten a backoff of 10 seconds: $name", ({ answer }) =>
    Effect.gen(function* () {
      const outcome = yield* meeting(answer, steady({ baseDelay: "10 seconds" }))
      expect(outcome.sentAt).toEqual([0, 10_000])
    })
  )

  itEffect.each(forms)(
    "beyond a maxDelay of 6 seconds fails at once and hands the retry-after on: $name",
    ({ answer }) =>
      Effect.gen(function* () {
        const outcome = yield* meeting(answer, steady({ maxDelay: "6 seconds" }))
        expect(outcome).toMatchObject({ sentAt: [0], endedAt: 0 })
        expect(failureOf(outcome)).toMatchObject({ attempts: 1, retryAfter: Duration.seconds(7) })
      })
  )

  itEffect("is kept under a schedule that never waits", () =>
    Effect.gen(function* () {
      const outcome = yield* meeting(limited({ "retry-after": "7" }), RetryPolicy.fromSchedule(Schedule.forever))
      expect(outcome.sentAt).toEqual([0, 7000])
    })
  )

  itEffect("beyond the deadline fails at once", () =>
    Effect.gen(function* () {
      const outcome = yield* meeting(limited({ "retry-after": "7" }), steady({ totalTimeout: "7 seconds" }))
      expect(outcome).toMatchObject({ sentAt: [0], endedAt: 0 })
      expect(failureOf(outcome)).toMatchObject({ _tag: "RateLimited", retryAfter: Duration.seconds(7) })
    })
  )

  itEffect("is not jittered: the server knows best", () =>
    Effect.gen(function* () {
      const outcome = yield* meeting(limited({ "retry-after": "7" }), RetryPolicy.exponential())
      expect(outcome.sentAt).toEqual([0, 7000])
    })
  )
})

describe("a response without a usable retry-after", () => {
  itEffect.each(["", "0", "-7", "soon", "Infinity", "7 seconds", "1e9999"])(
    "Retry-After: %j waits the backoff",
    (value) =>
      Effect.gen(function* () {
        const outcome = yield* meeting(limited({ "retry-after": value }), steady({}))
        expect(outcome.sentAt).toEqual([0, 1000])
      })
  )

  itEffect("waits the backoff where the date has passed", () =>
    Effect.gen(function* () {
      const past = new Date(start - 1000).toUTCString()
      const outcome = yield* meeting(limited({ "retry-after": past }), steady({}))
      expect(outcome.sentAt).toEqual([0, 1000])
    })
  )
})

describe("two responses with a retry-after", () => {
  itEffect("are each waited for, and the backoff grows nonetheless", () =>
    Effect.gen(function* () {
      const server = script(
        limited({ "retry-after": "3" }),
        limited({ "retry-after": "1" }),
        limited({ "retry-after": "9" }),
        deleted()
      )
      const outcome = yield* outcomeOf(deleteUnder(steady({})), server)
      expect(outcome.sentAt).toEqual([0, 3000, 5000, 14_000])
    })
  )
})
