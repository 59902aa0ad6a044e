import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { type DeleteLinkError, LinkNotFound, RateLimited, TransportError } from "../src/DeleteLinkError.js"
import { decide, type ScheduleState } from "../src/internal/call/retryDecision.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { ref } from "./fixtures.js"

const farAway = 365 * 24 * 3600 * 1000

const outcome = "NotDeleted"

const refused = (attempts: number): DeleteLinkError =>
  new TransportError({ ...ref, attempts, outcome, reason: "ConnectionFailed", message: "refused" })

const limited = (retryAfter: Duration.DurationInput): DeleteLinkError =>
  new RateLimited({
    ...ref,
    attempts: 1,
    outcome,
    code: "RATE_LIMITED",
    status: 429,
    message: "slow down",
    retryAfter: Duration.decode(retryAfter)
  })

const notFound: DeleteLinkError = new LinkNotFound({
  ...ref,
  attempts: 1,
  outcome,
  code: "LINK_NOT_FOUND",
  status: 404,
  message: "no such link"
})

const waitAfter = (policy: RetryPolicy.Policy, error: DeleteLinkError, timeLeft = farAway) =>
  Effect.map(
    decide(policy, error, policy.schedule.initial, { attempts: error.attempts, timeLeft }),
    Option.map(({ millis }) => millis)
  )

/** The waits of a call whose attempts follow each other without taking any time themselves. */
const waits = (policy: RetryPolicy.Policy): Effect.Effect<ReadonlyArray<number>> =>
  Effect.gen(function* () {
    const found: Array<number> = []
    let state: ScheduleState = policy.schedule.initial
    for (let attempts = 1; ; attempts += 1) {
      const decision = yield* decide(policy, refused(attempts), state, {
        attempts,
        timeLeft: Number.POSITIVE_INFINITY
      })
      if (Option.isNone(decision)) return found
      found.push(decision.value.millis)
      state = decision.value.state
    }
  })

const steady = (options: RetryPolicy.ExponentialOptions = {}) => RetryPolicy.exponential({ ...options, jitter: "none" })

describe("the backoff", () => {
  it.effect("is 1, 2, 4 and 8 seconds before jitter, and no fifth", () =>
    Effect.map(waits(steady()), (found) => expect(found).toEqual([1000, 2000, 4000, 8000]))
  )

  it.effect("stops growing at maxDelay", () =>
    Effect.map(waits(steady({ maxAttempts: 8 })), (found) =>
      expect(found).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    )
  )

  it.effect("grows by the factor from the base", () =>
    Effect.map(waits(steady({ baseDelay: "200 millis", factor: 3 })), (found) =>
      expect(found).toEqual([200, 600, 1800, 5400])
    )
  )

  it.effect("may be nothing", () =>
    Effect.map(waits(steady({ baseDelay: 0, maxAttempts: 3 })), (found) => expect(found).toEqual([0, 0]))
  )

  it.effect("is one draw a time under full jitter", () =>
    waits(RetryPolicy.exponential()).pipe(
      Effect.withRandom(Random.fixed([0, 0.25, 0.5, 0.75])),
      Effect.map((found) => expect(found).toEqual([0, 500, 2000, 6000]))
    )
  )

  it.effect("is capped after the jitter, so that a cap does not make everybody wait alike", () =>
    waits(RetryPolicy.exponential({ maxAttempts: 8 })).pipe(
      Effect.withRandom(Random.fixed([0.5])),
      Effect.map((found) => expect(found).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000]))
    )
  )

  it.effect("is the same again from the same seed, and another from another", () =>
    Effect.gen(function* () {
      const seeded = (seed: string) => Effect.withRandom(waits(RetryPolicy.exponential()), Random.make(seed))
      expect(yield* seeded("a")).toEqual(yield* seeded("a"))
      expect(yield* seeded("a")).not.toEqual(yield* seeded("b"))
    })
  )

  it("stays between nothing and the capped backoff, whatever the options and the seed", () => {
    const options = FastCheck.record({
      maxAttempts: FastCheck.integer({ min: 1, max: 12 }),
      // Whole microseconds: `Duration` keeps no less than a nanosecond.
      baseDelay: FastCheck.integer({ min: 0, max: 100_000_000 }).map((micros) => micros / 1000),
      factor: FastCheck.double({ min: 1, max: 100, noNaN: true }),
      maxDelay: FastCheck.integer({ min: 0, max: 10_000_000 }),
      jitter: FastCheck.constantFrom("full" as const, "none" as const)
    })
    return FastCheck.assert(
      FastCheck.property(options, FastCheck.string(), (options, seed) => {
        const { baseDelay, factor, jitter, maxAttempts, maxDelay } = options
        const found = Effect.runSync(Effect.withRandom(waits(RetryPolicy.exponential(options)), Random.make(seed)))
        const outside = found.filter((wait, index) => {
          const longest = Math.min(maxDelay, baseDelay * factor ** index)
          return wait < (jitter === "none" ? longest - 0.01 : 0) || wait > longest + 0.01
        })
        return found.length === maxAttempts - 1 && outside.length === 0
      }),
      { seed: 7, numRuns: 200 }
    )
  }, 30_000)
})

describe("a retry-after", () => {
  const policy = steady({ maxDelay: "30 seconds" })

  it.effect.each([
    { retryAfter: "7 seconds", waited: 7000 },
    { retryAfter: "1001 millis", waited: 1001 },
    { retryAfter: "1 second", waited: 1000 },
    { retryAfter: "999 millis", waited: 1000 },
    { retryAfter: "30 seconds", waited: 30_000 }
  ] as const)("of $retryAfter against a backoff of 1 second waits $waited ms", ({ retryAfter, waited }) =>
    Effect.map(waitAfter(policy, limited(retryAfter)), (wait) => expect(wait).toEqual(Option.some(waited)))
  )

  it.effect.each(["30001 millis", "1 day"] as const)(
    "of %s is beyond maxDelay, and lets the failure stand",
    (retryAfter) => Effect.map(waitAfter(policy, limited(retryAfter)), (wait) => expect(wait).toEqual(Option.none()))
  )

  it.effect("is no reason to wait for what the schedule has ended", () =>
    Effect.map(waitAfter(RetryPolicy.fromSchedule(Schedule.stop), limited("1 second")), (wait) =>
      expect(wait).toEqual(Option.none())
    )
  )
})

describe("the deadline", () => {
  it.effect.each([
    { left: 1001, waited: Option.some(1000) },
    { left: 1000, waited: Option.none() },
    { left: 0, waited: Option.none() }
  ])("with $left ms left and a backoff of 1 second", ({ left, waited }) =>
    Effect.map(waitAfter(steady(), refused(1), left), (wait) => expect(wait).toEqual(waited))
  )

  it.effect("holds for a retry-after too", () =>
    Effect.map(waitAfter(steady(), limited("5 seconds"), 5000), (wait) => expect(wait).toEqual(Option.none()))
  )
})

describe("a failure", () => {
  const stepped = () => {
    const seen: Array<RetryPolicy.FailedCall> = []
    const schedule = Schedule.forever.pipe(
      Schedule.tapInput((error: RetryPolicy.FailedCall) => Effect.sync(() => seen.push(error)))
    )
    return { seen, schedule }
  }

  it.effect("that asking again cannot help stands, and the schedule does not see it", () => {
    const { schedule, seen } = stepped()
    return Effect.map(waitAfter(RetryPolicy.fromSchedule(schedule), notFound), (wait) => {
      expect(wait).toEqual(Option.none())
      expect(seen).toEqual([])
    })
  })

  it.effect("that is retryable is the input of the schedule", () => {
    const { schedule, seen } = stepped()
    const error = refused(1)
    return Effect.map(waitAfter(RetryPolicy.fromSchedule(schedule), error), (wait) => {
      expect(wait).toEqual(Option.some(0))
      expect(seen).toEqual([error])
    })
  })

  it.effect.each([
    { attempts: 2, waited: Option.some(1000) },
    { attempts: 3, waited: Option.none() },
    { attempts: 4, waited: Option.none() }
  ])("of attempt $attempts of 3", ({ attempts, waited }) =>
    Effect.map(waitAfter(steady({ maxAttempts: 3 }), refused(attempts)), (wait) => expect(wait).toEqual(waited))
  )

  it.effect("stands under the policy of no retries", () =>
    Effect.map(waitAfter(RetryPolicy.none, refused(1)), (wait) => expect(wait).toEqual(Option.none()))
  )
})
