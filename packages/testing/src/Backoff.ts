/** How long a policy waits before another attempt, stated once for every client. */
import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import { type Policy, type PolicyOptions, steady } from "./Client.js"

/** A failure after which a policy decides. */
export interface FailedAttempt {
  readonly tag: "TransportError" | "RateLimited" | "LinkNotFound"
  /** Default: 1. */
  readonly attempts?: number
  /** The milliseconds that the server asked for, with `RateLimited`. */
  readonly retryAfter?: number
}

/** Random numbers: those of a seed, or these, over and over. */
export type Randomness = { readonly seed: string } | { readonly draws: readonly [number, ...ReadonlyArray<number>] }

/** The decisions of a client. Times are in milliseconds. */
export interface Decisions {
  /** The wait after a failure, or `undefined` where it stands. Default of the time left: a year. */
  readonly waitAfter: (policy: Policy, failure: FailedAttempt, timeLeft?: number) => number | undefined
  /** The waits of a call whose attempts are refused, one after the other, and take no time. */
  readonly waits: (policy: PolicyOptions, randomness?: Randomness) => ReadonlyArray<number>
}

const refused = (attempts: number): FailedAttempt => ({ tag: "TransportError", attempts })

const limited = (retryAfter: number): FailedAttempt => ({ tag: "RateLimited", retryAfter })

const options = FastCheck.record({
  maxAttempts: FastCheck.integer({ min: 1, max: 12 }),
  // Whole microseconds: a `Duration` keeps no less than a nanosecond.
  baseDelay: FastCheck.integer({ min: 0, max: 100_000_000 }).map((micros) => micros / 1000),
  factor: FastCheck.double({ min: 1, max: 100, noNaN: true }),
  maxDelay: FastCheck.integer({ min: 0, max: 10_000_000 }),
  jitter: FastCheck.constantFrom("full" as const, "none" as const)
})

/** Declares the tests of a client. */
export const backoff = ({ waitAfter, waits }: Decisions): void => {
  describe("the backoff", () => {
    it.for<readonly [name: string, policy: PolicyOptions, expected: ReadonlyArray<number>]>([
      ["is 1, 2, 4 and 8 seconds before jitter, and no fifth", {}, [1000, 2000, 4000, 8000]],
      ["stops growing at maxDelay", { maxAttempts: 8 }, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]],
      ["grows by the factor from the base", { baseDelay: 200, factor: 3 }, [200, 600, 1800, 5400]],
      ["may be nothing", { baseDelay: 0, maxAttempts: 3 }, [0, 0]],
      ["is nothing where the base is negative", { baseDelay: -1000, maxAttempts: 3 }, [0, 0]],
      ["is nothing where maxDelay is negative", { maxDelay: -1000, maxAttempts: 3 }, [0, 0]]
    ])("%s", ([, policy, expected]) => {
      expect(waits(steady(policy))).toEqual(expected)
    })

    it("is one draw a time under full jitter", () => {
      expect(waits({}, { draws: [0, 0.25, 0.5, 0.75] })).toEqual([0, 500, 2000, 6000])
    })

    it("is capped after the jitter, so that a cap does not make everybody wait alike", () => {
      expect(waits({ maxAttempts: 8 }, { draws: [0.5] })).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000])
    })

    it("is the same again from the same seed, and another from another", () => {
      expect(waits({}, { seed: "a" })).toEqual(waits({}, { seed: "a" }))
      expect(waits({}, { seed: "a" })).not.toEqual(waits({}, { seed: "b" }))
    })

    it("stays between nothing and the capped backoff, whatever the options and the seed", () => {
      const stays = FastCheck.property(options, FastCheck.string(), (policy, seed) => {
        const { baseDelay, factor, jitter, maxAttempts, maxDelay } = policy
        const found = waits(policy, { seed })
        const outside = found.filter((wait, index) => {
          const longest = Math.min(maxDelay, baseDelay * factor ** index)
          return wait < (jitter === "none" ? longest - 0.01 : 0) || wait > longest + 0.01
        })
        expect(found).toHaveLength(maxAttempts - 1)
        expect(outside).toEqual([])
      })
      return FastCheck.assert(stays, { seed: 7, numRuns: 200 })
    })
  })

  describe("a retry-after", () => {
    it.for([
      { retryAfter: 7000, waited: 7000 },
      { retryAfter: 1001, waited: 1001 },
      { retryAfter: 1000, waited: 1000 },
      { retryAfter: 999, waited: 1000 },
      { retryAfter: 30_000, waited: 30_000 }
    ])("of $retryAfter ms against a backoff of 1 second waits $waited ms", ({ retryAfter, waited }) => {
      expect(waitAfter(steady({ maxDelay: 30_000 }), limited(retryAfter))).toBe(waited)
    })

    it.for([30_001, 86_400_000])("of %i ms is beyond maxDelay, and lets the failure stand", (retryAfter) => {
      expect(waitAfter(steady({ maxDelay: 30_000 }), limited(retryAfter))).toBeUndefined()
    })

    it("is no reason to wait for what the schedule has ended", () => {
      expect(waitAfter({ schedule: { recurs: 0 } }, limited(1000))).toBeUndefined()
    })
  })

  describe("the time left", () => {
    it.for([
      { left: 1001, waited: 1000 },
      { left: 1000, waited: undefined },
      { left: 0, waited: undefined }
    ])("of $left ms after a backoff of 1 second: waits $waited", ({ left, waited }) => {
      expect(waitAfter(steady(), refused(1), left)).toBe(waited)
    })

    it("bounds a retry-after too", () => {
      expect(waitAfter(steady(), limited(5000), 5000)).toBeUndefined()
    })
  })

  describe("a failed attempt", () => {
    const watching = () => {
      const seen: Array<string> = []
      const goesOn = ({ _tag }: { readonly _tag: string }) => {
        seen.push(_tag)
        return true
      }
      return { seen, policy: { schedule: { goesOn } } }
    }

    it("that asking again cannot help stands, and the schedule does not see it", () => {
      const { policy, seen } = watching()
      expect(waitAfter(policy, { tag: "LinkNotFound" })).toBeUndefined()
      expect(seen).toEqual([])
    })

    it("that is retryable is the input of the schedule", () => {
      const { policy, seen } = watching()
      expect(waitAfter(policy, refused(1))).toBe(0)
      expect(seen).toEqual(["TransportError"])
    })

    it.for([
      { attempts: 2, waited: 1000 },
      { attempts: 3, waited: undefined },
      { attempts: 4, waited: undefined }
    ])("of number $attempts of 3 waits $waited", ({ attempts, waited }) => {
      expect(waitAfter(steady({ maxAttempts: 3 }), refused(attempts))).toBe(waited)
    })

    it("stands under the policy of no retries", () => {
      expect(waitAfter("none", refused(1))).toBeUndefined()
    })
  })
}
