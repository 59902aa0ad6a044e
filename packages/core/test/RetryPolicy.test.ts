import { describe, expect, it } from "@effect/vitest"
import { type PlainPolicy, policies } from "@effect-userplane/testing/Policies"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"
import * as Schedule from "effect/Schedule"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { layerOf, policyOf } from "./policies.js"

const plain = ({ attemptTimeout, maxAttempts, maxDelay, totalTimeout }: RetryPolicy.Policy): PlainPolicy => ({
  maxAttempts,
  attemptTimeout: Duration.toMillis(attemptTimeout),
  totalTimeout: Duration.toMillis(totalTimeout),
  maxDelay: Duration.toMillis(maxDelay)
})

const current = Effect.map(RetryPolicy.RetryPolicy, plain)

policies({
  make: (policy) => plain(policyOf(policy)),
  under: (layered) => {
    if (layered === undefined) return Effect.runPromise(current)
    const layer = "layer" in layered ? RetryPolicy.layer(policyOf(layered.layer)) : layerOf(layered.layerFor)
    return Effect.runPromise(Effect.provide(current, layer))
  },
  within: (outer, inner) => {
    const dataFirst = RetryPolicy.within(RetryPolicy.within(current, policyOf(inner)), policyOf(outer))
    const piped = pipe(current, RetryPolicy.within(policyOf(inner)), RetryPolicy.within(policyOf(outer)))
    return Effect.runPromise(Effect.all([dataFirst, piped]))
  }
})

describe("a policy of this package", () => {
  it("takes durations in any form", () => {
    const options = { attemptTimeout: 2500, totalTimeout: "1 hour", maxDelay: Duration.minutes(5) } as const
    const expected = { maxAttempts: 5, attemptTimeout: 2500, totalTimeout: 3_600_000, maxDelay: 300_000 }
    expect(plain(RetryPolicy.exponential(options))).toEqual(expected)
  })

  it("keeps the schedule that it is made of", () => {
    const schedule = Schedule.spaced("1 second")
    expect(RetryPolicy.fromSchedule(schedule).schedule).toBe(schedule)
  })

  it("is refused with an exception of Effect's", () => {
    const message = "RetryPolicy: maxAttempts must be a whole number from 1, not 0"
    expect(() => RetryPolicy.exponential({ maxAttempts: 0 })).toThrow(new Cause.IllegalArgumentException(message))
  })
})
