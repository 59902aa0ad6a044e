/** The times at which a quota lets requests start, stated once for every client. */
import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"

/** A window, its duration in milliseconds. */
export interface Window {
  readonly limit: number
  readonly duration: number
}

/** A request, with its times in milliseconds. */
export interface QuotaRequest {
  /** Default: 0. */
  readonly comesAt?: number
  /** Default: 0. */
  readonly takes?: number
  /** The time after which its caller interrupts it, whether it has started or not. Default: never. */
  readonly givenUpAfter?: number | undefined
  readonly fails?: boolean
  /** The 429 that it ends with, if it does. */
  readonly rateLimited?: { readonly retryAfter?: number; readonly backoff?: number }
}

/** Requests under a quota, on a clock that stands still until nothing else can be done. */
export interface QuotaScenario {
  readonly quota: "documented" | "unlimited" | ReadonlyArray<Window>
  readonly requests: ReadonlyArray<QuotaRequest>
}

/** A request that was started: its place among the requests, and when. */
export interface Start {
  readonly request: number
  readonly at: number
}

/** Runs a scenario to its end, and returns the starts in their order. */
export type QuotaClient = (scenario: QuotaScenario) => Promise<ReadonlyArray<Start>>

const alike = (count: number, request: QuotaRequest = {}): ReadonlyArray<QuotaRequest> =>
  Array.from({ length: count }, () => request)

const { boolean, integer, option, record } = FastCheck

const simulation = record({
  quota: FastCheck.array(record({ limit: integer({ min: 1, max: 5 }), duration: integer({ min: 1, max: 2000 }) }), {
    minLength: 1,
    maxLength: 3
  }),
  requests: FastCheck.array(
    record({
      comesAt: integer({ min: 0, max: 5000 }),
      takes: integer({ min: 0, max: 1500 }),
      givenUpAfter: option(integer({ min: 0, max: 2000 }), { nil: undefined }),
      fails: boolean()
    }),
    { maxLength: 40 }
  )
})

/** Declares the tests of a client. */
export const quotaTiming = (client: QuotaClient): void => {
  const startsOf = async (scenario: QuotaScenario) => (await client(scenario)).map(({ at }) => at)

  describe("a window", () => {
    it("lets its limit start, and the next when the first has left it", async () => {
      const starts = await startsOf({ quota: [{ limit: 3, duration: 1000 }], requests: alike(7) })
      expect(starts).toEqual([0, 0, 0, 1000, 1000, 1000, 2000])
    })

    it("counts a request until a window after its end, since the server counts it somewhere in between", async () => {
      const starts = await startsOf({ quota: [{ limit: 2, duration: 1000 }], requests: alike(4, { takes: 300 }) })
      expect(starts).toEqual([0, 0, 1300, 1300])
    })

    it("waits for a request in flight when nothing else can leave", async () => {
      const starts = await startsOf({ quota: [{ limit: 1, duration: 1000 }], requests: alike(2, { takes: 60_000 }) })
      expect(starts).toEqual([0, 61_000])
    })

    it("may be longer than the longest timer of the platform", async () => {
      const duration = 40 * 24 * 60 * 60 * 1000
      expect(await startsOf({ quota: [{ limit: 1, duration }], requests: alike(2) })).toEqual([0, duration])
    })
  })

  describe("the documented quota", () => {
    it("holds 120 a minute, and allows the server 150 ms before and after", async () => {
      const starts = await startsOf({ quota: "documented", requests: alike(121) })
      expect(starts.slice(119)).toEqual([0, 60_300])
    })
  })

  describe("a quota without limit", () => {
    it("holds nothing back", async () => {
      expect(new Set(await startsOf({ quota: "unlimited", requests: alike(1000) }))).toEqual(new Set([0]))
    })
  })

  describe("a 429", () => {
    const after = (rateLimited: NonNullable<QuotaRequest["rateLimited"]>) =>
      startsOf({ quota: "unlimited", requests: [{ rateLimited }, { comesAt: 500 }] })

    it.for<readonly [name: string, rateLimited: NonNullable<QuotaRequest["rateLimited"]>, start: number]>([
      ["for as long as the server asked", { retryAfter: 20_000 }, 20_000],
      ["for the backoff where the server asked for less", { retryAfter: 2000, backoff: 3000 }, 3000],
      ["for the backoff where the server asked for nothing", { backoff: 3000 }, 3000],
      ["for 1 s by default", {}, 1000]
    ])("pauses everything %s", async ([, rateLimited, start]) => {
      expect(await after(rateLimited)).toEqual([0, start])
    })
  })

  it("no window holds more than its limit, nobody passes another, and no permit is lost", () =>
    FastCheck.assert(
      FastCheck.asyncProperty(simulation, async ({ quota, requests }) => {
        // Whatever was taken is free again by then: as many as the smallest limit start at once.
        const late = alike(Math.min(...quota.map(({ limit }) => limit)), { comesAt: 36_000_000 })
        const all = [...requests, ...late]
        const starts = await client({ quota, requests: all })
        expect(starts.slice(-late.length).map(({ at }) => at)).toEqual(late.map(({ comesAt }) => comesAt))

        for (const { duration, limit } of quota) {
          for (const [index, { at }] of starts.entries()) {
            const next = starts[index + limit]
            if (next !== undefined) expect(next.at - at).toBeGreaterThanOrEqual(duration)
          }
        }
        // In the order of coming, with gaps where somebody gave up.
        const comings = all.map(({ comesAt = 0 }, request) => ({ comesAt, request }))
        const inOrder = comings.toSorted((one, other) => one.comesAt - other.comesAt).map(({ request }) => request)
        const order = starts.map(({ request }) => request)
        expect(order).toEqual(inOrder.filter((request) => order.includes(request)))
        const patient = requests.flatMap(({ givenUpAfter }, index) => (givenUpAfter === undefined ? [index] : []))
        expect(order).toEqual(expect.arrayContaining(patient))
      }),
      { numRuns: 200, seed: 1 }
    ))
}
