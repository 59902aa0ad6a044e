import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as TestClock from "effect/TestClock"
import * as Fault from "../src/Fault.js"
import * as Fixtures from "../src/Fixtures.js"
import * as QuotaLedger from "../src/internal/world/quotaLedger.js"
import * as Quota from "../src/Quota.js"
import * as Sandbox from "../src/Sandbox.js"
import { answerOf, askDelete, askList, noKey, outcomeOf, outcomeOfDeletion, outcomeOfListing } from "./asking.js"

const { keys, links, workspaces } = Fixtures

const minute = 60_000
const day = 24 * 60 * minute

const ask = outcomeOfListing(keys.owner, workspaces.main)

/** Sends that many requests, for how many were allowed. */
const passing = (times: number) =>
  Effect.map(
    Effect.replicateEffect(ask, times),
    (outcomes) => outcomes.filter((outcome) => outcome === "Listed").length
  )

const under = (quota: Quota.Options) => Effect.provide(Sandbox.layer({ quota }))

describe.each(["fixed", "sliding"] as const)("%s windows", (kind) => {
  const documented = under({ kind })

  it.effect("allow 120 requests in a minute, and no more", () =>
    Effect.gen(function* () {
      expect(yield* passing(120)).toBe(120)
      yield* TestClock.adjust(minute - 1)
      expect(yield* passing(1)).toBe(0)
      yield* TestClock.adjust(1)
      expect(yield* passing(121)).toBe(120)
    }).pipe(documented)
  )

  it.effect("allow 10,000 requests in a day, and no more", () =>
    Effect.gen(function* () {
      let passed = 0
      for (let minutes = 0; minutes < 84; minutes++) {
        passed += yield* passing(120)
        yield* TestClock.adjust(minute)
      }
      expect(passed).toBe(10_000)
      yield* TestClock.setTime(day - 1)
      expect(yield* passing(1)).toBe(0)
      yield* TestClock.setTime(day)
      expect(yield* passing(1)).toBe(1)
    }).pipe(documented)
  )

  it.effect("do not count rate-limited requests", () =>
    Effect.gen(function* () {
      expect(yield* passing(500)).toBe(120)
      yield* TestClock.adjust(minute)
      expect(yield* passing(500)).toBe(120)
    }).pipe(documented)
  )

  it.effect("report how much of them is used", () =>
    Effect.gen(function* () {
      const { snapshot } = yield* Sandbox.Sandbox
      const used = Effect.map(
        snapshot,
        ({ users }) => users.find(({ userId }) => userId === Fixtures.users.owner)?.quota
      )
      yield* passing(130)
      expect(yield* used).toEqual([
        { limit: 120, millis: minute, used: 120 },
        { limit: 10_000, millis: day, used: 120 }
      ])
      yield* TestClock.adjust(minute)
      expect(yield* used).toEqual([
        { limit: 120, millis: minute, used: 0 },
        { limit: 10_000, millis: day, used: 120 }
      ])
    }).pipe(documented)
  )

  it.effect("are shared by all keys of a user, over all workspaces and endpoints, and by no other user", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const { key } = yield* sandbox.addKey({ userId: Fixtures.users.owner })
      expect(yield* outcomeOfListing(keys.owner, workspaces.main)).toBe("Listed")
      expect(yield* outcomeOfListing(key, workspaces.other)).toBe("Listed")
      const ref = { key, workspaceId: workspaces.main, linkId: links.deletable }
      expect(yield* outcomeOfDeletion(ref)).toBe("Deleted")
      expect(yield* outcomeOfDeletion(ref)).toBe("RateLimited")
      expect(yield* outcomeOfListing(keys.owner, workspaces.other)).toBe("RateLimited")
      expect(yield* outcomeOfListing(keys.member, workspaces.main)).toBe("Listed")
    }).pipe(under({ kind, windows: [{ limit: 3, duration: "1 minute" }] }))
  )

  it.effect("count a request that fails after the quota check, and none that fails before", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const used = Effect.map(sandbox.snapshot, ({ users }) =>
        users.map(({ quota }) => quota[0]?.used ?? 0).reduce((sum, count) => sum + count)
      )
      const ref = { key: keys.owner, workspaceId: workspaces.main, linkId: links.unknown }
      for (const key of [noKey, keys.rotated, keys.expired, keys.disabled]) yield* askDelete({ ...ref, key })
      yield* sandbox.addFault(Fault.ServiceUnavailable.make())
      yield* sandbox.addFault(Fault.RateLimited.make())
      yield* sandbox.addFault(Fault.Reset.make())
      yield* Effect.replicateEffect(askDelete(ref), 3)
      expect(yield* used).toBe(0)
      yield* askDelete(ref)
      yield* askDelete({ ...ref, linkId: "" })
      yield* askDelete({ ...ref, workspaceId: workspaces.foreign })
      expect(yield* used).toBe(3)
    }).pipe(under({ kind }))
  )

  it.effect("with a limit of 0 rate-limit every request", () =>
    Effect.gen(function* () {
      expect(yield* passing(3)).toBe(0)
      yield* TestClock.adjust("2 minutes")
      expect(yield* passing(3)).toBe(0)
    }).pipe(under({ kind, windows: [{ limit: 0, duration: "1 minute" }] }))
  )

  it("report exactly when the next request is allowed", () => {
    return FastCheck.assert(
      FastCheck.property(arrivals, (times) => {
        const rules = Quota.rules({ kind, windows })
        for (const [index, now] of times.entries()) {
          const waits = [0, 1].map((early) => {
            const ledger = QuotaLedger.make(rules)
            for (const at of times.slice(0, index)) ledger.take(at)
            const wait = ledger.take(now)
            return wait === undefined ? undefined : ledger.take(now + wait - early)
          })
          // Either it was allowed, or it is allowed after the wait and not a millisecond before.
          expect(waits[0]).toBeUndefined()
          if (waits[1] !== undefined) expect(waits[1]).toBe(1)
        }
      }),
      { seed: 1, numRuns: 200 }
    )
  })
})

const windows = [
  { limit: 3, duration: "10 millis" },
  { limit: 7, duration: "50 millis" }
] as const

/** Times of requests, some of them at the same time. */
const arrivals = FastCheck.array(FastCheck.integer({ min: 0, max: 12 }), { maxLength: 30 }).map((gaps) => {
  let now = 0
  return gaps.map((gap) => {
    now += gap
    return now
  })
})

describe("fixed windows", () => {
  it.effect("allow up to twice the limit around a boundary", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(minute - 1)
      expect(yield* passing(500)).toBe(120)
      yield* TestClock.adjust(1)
      expect(yield* passing(500)).toBe(120)
    }).pipe(under({ kind: "fixed" }))
  )
})

describe("sliding windows", () => {
  it.effect("allow no more than the limit around a boundary", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(minute - 1)
      expect(yield* passing(500)).toBe(120)
      yield* TestClock.adjust(1)
      expect(yield* passing(500)).toBe(0)
    }).pipe(under({ kind: "sliding" }))
  )

  it("never hold more than the limit, and rate-limit nothing that would fit", () => {
    return FastCheck.assert(
      FastCheck.property(arrivals, (times) => {
        const rules = Quota.rules({ kind: "sliding", windows })
        const ledger = QuotaLedger.make(rules)
        const passed: Array<number> = []
        for (const now of times) {
          const fits = rules.windows.every(
            ({ limit, millis }) => passed.filter((at) => at > now - millis).length < limit
          )
          expect(ledger.take(now) === undefined).toBe(fits)
          if (fits) passed.push(now)
        }
      }),
      { seed: 2, numRuns: 2000 }
    )
  })
})

describe("no window", () => {
  it.effect("rate-limits nothing", () =>
    Effect.gen(function* () {
      expect(yield* passing(1000)).toBe(1000)
    }).pipe(under({ windows: Quota.unlimited }))
  )
})

describe("the retry-after of a 429", () => {
  const rateLimitedAt = (now: number, retryAfter: Quota.RetryAfter | undefined) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      yield* ask
      return yield* askList(keys.owner, workspaces.main)
    }).pipe(under({ retryAfter, windows: [{ limit: 1, duration: "1 minute" }] }))

  it.effect.each<readonly [Quota.RetryAfter | undefined, object]>([
    [undefined, { headers: {}, data: undefined }],
    ["none", { headers: {}, data: undefined }],
    ["retry-after", { headers: { "retry-after": "60" }, data: undefined }],
    ["retry-after-ms", { headers: { "retry-after-ms": "59400" }, data: undefined }],
    ["ratelimit-reset", { headers: { "ratelimit-reset": "60" }, data: undefined }],
    ["x-ratelimit-reset", { headers: { "x-ratelimit-reset": "120" }, data: undefined }],
    ["data", { headers: {}, data: { retryAfter: 60 } }]
  ])("%s: is never earlier than the request would be allowed", ([retryAfter, expected]) =>
    Effect.gen(function* () {
      const response = yield* rateLimitedAt(60_600, retryAfter)
      expect(outcomeOf(response)).toBe("RateLimited")
      expect(answerOf(response)).toMatchObject({ retryAfter: 59_400 })
      expect({ data: undefined, ...response }).toMatchObject(expected)
    })
  )
})

describe("the options", () => {
  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("a limit of %d is rejected", (limit) => {
    expect(() => Quota.rules({ windows: [{ limit, duration: "1 minute" }] })).toThrow(Cause.IllegalArgumentException)
  })

  it.each([0, Number.POSITIVE_INFINITY])("a duration of %d is rejected", (duration) => {
    expect(() => Quota.rules({ windows: [{ limit: 1, duration }] })).toThrow(Cause.IllegalArgumentException)
  })

  it("default to the documented quota", () => {
    expect(Quota.rules()).toEqual({
      kind: "fixed",
      retryAfter: "none",
      windows: [
        { limit: 120, millis: minute },
        { limit: 10_000, millis: day }
      ]
    })
  })
})
