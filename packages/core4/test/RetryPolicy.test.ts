import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { describe, expect, it } from "vitest"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { itEffect } from "./runTest.js"

const timing = ({ attemptTimeout, maxDelay, totalTimeout }: RetryPolicy.Policy) =>
  [attemptTimeout, totalTimeout, maxDelay].map(Duration.toSeconds)

const policies: ReadonlyArray<{
  readonly name: string
  readonly policy: RetryPolicy.Policy
  readonly attempts: number
}> = [
  { name: "exponential", policy: RetryPolicy.exponential(), attempts: 5 },
  { name: "fromSchedule", policy: RetryPolicy.fromSchedule(Schedule.forever), attempts: Number.POSITIVE_INFINITY },
  { name: "none", policy: RetryPolicy.none, attempts: 1 },
  { name: "defaultPolicy", policy: RetryPolicy.defaultPolicy, attempts: 5 }
]

describe("the defaults", () => {
  it.each(policies)("of $name are 30 s for an attempt, 2 min for the call and 30 s for a retry-after", ({ policy }) => {
    expect(timing(policy)).toEqual([30, 120, 30])
  })

  it.each(policies)("of $name allow $attempts attempts", ({ attempts, policy }) => {
    expect(policy.maxAttempts).toBe(attempts)
  })
})

describe("options", () => {
  it("take durations in any form", () => {
    const policy = RetryPolicy.exponential({
      attemptTimeout: 2500,
      totalTimeout: "1 hour",
      maxDelay: Duration.minutes(5)
    })
    expect(timing(policy)).toEqual([2.5, 3600, 300])
  })

  it("set the timeouts of a schedule too", () => {
    const policy = RetryPolicy.fromSchedule(Schedule.forever, {
      attemptTimeout: "1 second",
      totalTimeout: "2 seconds",
      maxDelay: "3 seconds"
    })
    expect(timing(policy)).toEqual([1, 2, 3])
  })

  it("may leave a call without any time limit", () => {
    const policy = RetryPolicy.exponential({ attemptTimeout: Duration.infinity, totalTimeout: Duration.infinity })
    expect(timing(policy)).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 30])
  })

  const refused: ReadonlyArray<readonly [name: string, make: () => unknown, message: string]> = [
    [
      "0 attempts",
      () => RetryPolicy.exponential({ maxAttempts: 0 }),
      "maxAttempts must be a whole number from 1, not 0"
    ],
    [
      "half an attempt",
      () => RetryPolicy.exponential({ maxAttempts: 1.5 }),
      "maxAttempts must be a whole number from 1, not 1.5"
    ],
    [
      "attempts without end",
      () => RetryPolicy.exponential({ maxAttempts: Number.POSITIVE_INFINITY }),
      "maxAttempts must be a whole number from 1, not Infinity"
    ],
    ["a factor below 1", () => RetryPolicy.exponential({ factor: 0.9 }), "factor must be a number from 1, not 0.9"],
    [
      "a factor that is no number",
      () => RetryPolicy.exponential({ factor: Number.NaN }),
      "factor must be a number from 1, not NaN"
    ],
    [
      "no time for an attempt",
      () => RetryPolicy.exponential({ attemptTimeout: 0 }),
      "attemptTimeout must be more than nothing, not 0"
    ],
    [
      "no time for the call",
      () => RetryPolicy.exponential({ totalTimeout: "0 seconds" }),
      "totalTimeout must be more than nothing, not 0"
    ],
    [
      "no time for a call under a schedule",
      () => RetryPolicy.fromSchedule(Schedule.forever, { totalTimeout: -1 }),
      "totalTimeout must be more than nothing, not 0"
    ]
  ]

  it.each(refused)("refuse %s", (_, make, message) => {
    expect(make).toThrow(new Cause.IllegalArgumentError(`RetryPolicy: ${message}`))
  })
})

const current = RetryPolicy.RetryPolicy

describe("the policy in use", () => {
  itEffect("is the default one where none is provided", () =>
    Effect.map(current, (policy) => expect(policy).toBe(RetryPolicy.defaultPolicy))
  )

  itEffect("is the one of a layer", () => {
    const policy = RetryPolicy.exponential({ maxAttempts: 9 })
    return Effect.map(current, (actual) => expect(actual).toBe(policy)).pipe(Effect.provide(RetryPolicy.layer(policy)))
  })

  itEffect("is one request with layerNone", () =>
    Effect.map(current, (policy) => expect(policy).toBe(RetryPolicy.none)).pipe(Effect.provide(RetryPolicy.layerNone))
  )

  itEffect("has the default's limits with layerDefault", () =>
    Effect.map(current, (policy) => {
      expect(policy.maxAttempts).toBe(5)
      expect(timing(policy)).toEqual([30, 120, 30])
    }).pipe(Effect.provide(RetryPolicy.layerDefault))
  )

  itEffect("has the options of layerExponential", () =>
    Effect.map(current, (policy) => {
      expect(policy.maxAttempts).toBe(3)
      expect(timing(policy)).toEqual([30, 60, 30])
    }).pipe(Effect.provide(RetryPolicy.layerExponential({ maxAttempts: 3, totalTimeout: "1 minute" })))
  )

  itEffect("is exponential() with layerExponential() without options", () =>
    Effect.map(current, (policy) => expect(policy.maxAttempts).toBe(5)).pipe(
      Effect.provide(RetryPolicy.layerExponential())
    )
  )

  itEffect("has the schedule and the options of layerSchedule", () => {
    const schedule = Schedule.spaced("1 second")
    return Effect.map(current, (policy) => {
      expect(policy.schedule).toBe(schedule)
      expect(timing(policy)).toEqual([10, 120, 30])
    }).pipe(Effect.provide(RetryPolicy.layerSchedule(schedule, { attemptTimeout: "10 seconds" })))
  })

  itEffect("is another one within a policy, data-first and in a pipe", () =>
    Effect.gen(function* () {
      const other = RetryPolicy.exponential({ maxAttempts: 2 })
      expect(yield* RetryPolicy.within(current, other)).toBe(other)
      expect(yield* current.pipe(RetryPolicy.within(other))).toBe(other)
      expect(yield* current).toBe(RetryPolicy.defaultPolicy)
    })
  )

  itEffect("is the innermost one", () =>
    Effect.map(
      current.pipe(RetryPolicy.within(RetryPolicy.none), RetryPolicy.within(RetryPolicy.defaultPolicy)),
      (policy) => expect(policy).toBe(RetryPolicy.none)
    )
  )
})
