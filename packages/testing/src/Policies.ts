/** Retry policies: their defaults, their options and where they come from, stated once for every client. */
import { describe, expect, it } from "vitest"
import type { Policy, PolicyOptions, TimeoutOptions } from "./Client.js"

/** A policy, in milliseconds. */
export interface PlainPolicy {
  readonly maxAttempts: number
  readonly attemptTimeout: number
  readonly totalTimeout: number
  readonly maxDelay: number
}

/** The policies of a client. */
export interface Policies {
  readonly make: (policy: Policy) => PlainPolicy
  /** The policy in use under a layer, or without one. */
  readonly under: (layer?: Layered) => Promise<PlainPolicy>
  /** The policies in use within one policy in another, innermost last; data-first and in a pipe. */
  readonly within: (outer: Policy, inner: Policy) => Promise<ReadonlyArray<PlainPolicy>>
}

/** A layer of the policy itself, or the one that was made for the like of it. */
export type Layered = { readonly layer: Policy } | { readonly layerFor: Policy }

const limits = { attemptTimeout: 30_000, totalTimeout: 120_000, maxDelay: 30_000 }

const forever = { schedule: {} }

/** Declares the tests of a client. */
export const policies = ({ make, under, within }: Policies): void => {
  const schedule = (options: TimeoutOptions) => make({ ...forever, ...options })

  describe("the defaults", () => {
    it.for<readonly [name: string, policy: Policy, attempts: number]>([
      ["exponential", {}, 5],
      ["fromSchedule", forever, Number.POSITIVE_INFINITY],
      ["none", "none", 1],
      ["defaultPolicy", "default", 5]
    ])(
      "of %s are 30 s for an attempt, 2 min for the call, 30 s for a retry-after, and %3$s attempts",
      ([, policy, maxAttempts]) => {
        expect(make(policy)).toEqual({ ...limits, maxAttempts })
      }
    )
  })

  describe("options", () => {
    it("set the limits", () => {
      const options = { attemptTimeout: 2500, totalTimeout: 3_600_000, maxDelay: 300_000, maxAttempts: 7 }
      expect(make(options)).toEqual(options)
    })

    it("set the limits of a schedule too", () => {
      const options = { attemptTimeout: 1000, totalTimeout: 2000, maxDelay: 3000 }
      expect(schedule(options)).toEqual({ ...options, maxAttempts: Number.POSITIVE_INFINITY })
    })

    it("may leave a call without any time limit", () => {
      const options = { attemptTimeout: Number.POSITIVE_INFINITY, totalTimeout: Number.POSITIVE_INFINITY }
      expect(make(options)).toEqual({ ...options, maxAttempts: 5, maxDelay: 30_000 })
    })

    it("are nothing where they are negative", () => {
      expect(make({ maxDelay: -1 })).toEqual(make({ maxDelay: 0 }))
    })

    const exponential = (options: PolicyOptions) => () => make(options)

    it.for<readonly [name: string, make: () => unknown, message: string]>([
      ["0 attempts", exponential({ maxAttempts: 0 }), "maxAttempts must be a whole number from 1, not 0"],
      ["half an attempt", exponential({ maxAttempts: 1.5 }), "maxAttempts must be a whole number from 1, not 1.5"],
      [
        "attempts without end",
        exponential({ maxAttempts: Number.POSITIVE_INFINITY }),
        "maxAttempts must be a whole number from 1, not Infinity"
      ],
      ["a factor below 1", exponential({ factor: 0.9 }), "factor must be a number from 1, not 0.9"],
      ["a factor that is no number", exponential({ factor: Number.NaN }), "factor must be a number from 1, not NaN"],
      ["no time for an attempt", exponential({ attemptTimeout: 0 }), "attemptTimeout must be more than nothing, not 0"],
      ["no time for the call", exponential({ totalTimeout: 0 }), "totalTimeout must be more than nothing, not 0"],
      [
        "no time for a call under a schedule",
        () => schedule({ totalTimeout: -1 }),
        "totalTimeout must be more than nothing, not 0"
      ]
    ])("refuse %s", ([, make, message]) => {
      expect(make).toThrow(`RetryPolicy: ${message}`)
    })
  })

  describe("the policy in use", () => {
    it("is the default one where none is provided", async () => {
      expect(await under()).toEqual(make("default"))
    })

    it.for<readonly [name: string, layer: Layered, policy: Policy]>([
      ["the one of a layer", { layer: { maxAttempts: 9 } }, { maxAttempts: 9 }],
      ["one request with layerNone", { layerFor: "none" }, "none"],
      ["the default one with layerDefault", { layerFor: "default" }, "default"],
      [
        "the one of the options with layerExponential",
        { layerFor: { maxAttempts: 3, totalTimeout: 60_000 } },
        { maxAttempts: 3, totalTimeout: 60_000 }
      ],
      ["exponential() with layerExponential() without options", { layerFor: {} }, {}],
      [
        "the one of the schedule with layerSchedule",
        { layerFor: { ...forever, attemptTimeout: 10_000 } },
        { ...forever, attemptTimeout: 10_000 }
      ]
    ])("is %s", async ([, layer, policy]) => {
      expect(await under(layer)).toEqual(make(policy))
    })

    it("is the innermost one within another, data-first and in a pipe", async () => {
      const [two, none] = [make({ maxAttempts: 2 }), make("none")]
      expect(await within("default", { maxAttempts: 2 })).toEqual([two, two])
      expect(await within({ maxAttempts: 2 }, "none")).toEqual([none, none])
    })
  })
}
