/** Schedules of the caller's own, and the policy that a call is under, stated once for every client. */
import { describe, expect, it } from "vitest"
import {
  after,
  connectionRefused,
  deleted,
  deleteFailed,
  rateLimited,
  silence,
  unavailable,
  undocumented
} from "./Answers.js"
import { type Answer, type Client, type Policy, type Scenario, type ScheduleOptions, steady } from "./Client.js"

/** Declares the tests of a client. */
export const schedules = (client: Client): void => {
  const always = (otherwise: Answer, policy: Policy) => client({ answers: [], otherwise, policy })

  describe("no retries", () => {
    it("is one request under layerNone, whatever the server asks for", async () => {
      const ended = await client({ answers: [rateLimited({ "retry-after": "1" })], callLayer: "none" })
      expect(ended).toMatchObject({ sentAt: [0], endedAt: 0 })
    })
  })

  describe("the deadline", () => {
    it("cuts the attempt under way to the time that is left", async () => {
      const ended = await always(silence, steady({ attemptTimeout: 8000, totalTimeout: 10_000 }))
      expect(ended).toMatchObject({ sentAt: [0, 9000], endedAt: 10_000 })
      expect(ended.givenUpAt).toHaveLength(2)
      expect(ended.failure).toMatchObject({
        _tag: "TransportError",
        reason: "Timeout",
        attempts: 2,
        outcome: "Unknown",
        message: "No response within 1s"
      })
    })

    it("holds for a schedule that would go on for ever", async () => {
      const ended = await always(unavailable(), { schedule: { spaced: 3000 }, totalTimeout: 10_000 })
      expect(ended).toMatchObject({ sentAt: [0, 3000, 6000, 9000], endedAt: 9000 })
    })

    it("holds for a schedule that never waits", async () => {
      const ended = await always(after(3000, unavailable()), { schedule: {}, totalTimeout: 10_000 })
      expect(ended).toMatchObject({ sentAt: [0, 3000, 6000, 9000], endedAt: 10_000 })
      expect(ended.failure).toMatchObject({ _tag: "TransportError", reason: "Timeout" })
    })

    it("holds for a schedule that takes time over its step", async () => {
      const ended = await always(unavailable(), { schedule: { stepTakes: 10_000 }, totalTimeout: 10_000 })
      expect(ended).toMatchObject({ sentAt: [0], endedAt: 10_000 })
      expect(ended.failure).toMatchObject({ _tag: "ServiceUnavailable", attempts: 1 })
    })

    it("is no limit where the policy sets none", async () => {
      const policy = steady({ attemptTimeout: Number.POSITIVE_INFINITY, totalTimeout: Number.POSITIVE_INFINITY })
      const fiveHours = 5 * 3600 * 1000
      const { link, sentAt } = await client({ answers: [after(fiveHours, unavailable()), deleted()], policy })
      expect(link).toMatchObject({ attempts: 2 })
      expect(sentAt).toEqual([0, fiveHours + 1000])
    })
  })

  describe("a schedule of your own", () => {
    const scheduled = (schedule: ScheduleOptions): Policy => ({ schedule })

    it("sees every typed failure, and stops on the one it chooses", async () => {
      const seen: Array<string> = []
      const policy = scheduled({
        spaced: 2000,
        goesOn: ({ _tag, status }) => {
          seen.push(_tag)
          return _tag !== "UndocumentedError" || status !== 500
        }
      })
      const answers = [rateLimited(), undocumented(502), connectionRefused, undocumented(500)]
      const ended = await client({ answers, policy })
      expect(seen).toEqual(["RateLimited", "UndocumentedError", "TransportError", "UndocumentedError"])
      expect(ended).toMatchObject({ sentAt: [0, 2000, 4000, 6000], endedAt: 6000 })
      expect(ended.failure).toMatchObject({ _tag: "UndocumentedError", status: 500, attempts: 4 })
    })

    it("is waited for no shorter than the server asks, also where it never waits", async () => {
      const answers = [rateLimited({ "retry-after": "7" }), deleted()]
      expect((await client({ answers, policy: scheduled({}) })).sentAt).toEqual([0, 7000])
    })

    it("ends the call by ending itself", async () => {
      expect((await always(unavailable(), scheduled({ recurs: 2 }))).sentAt).toEqual([0, 0, 0])
    })

    it("begins anew with every call", async () => {
      const policy = scheduled({ recurs: 1 })
      const { requests } = await client({ answers: [], otherwise: unavailable(), policy, calls: 2 })
      expect(requests).toHaveLength(4)
    })

    it("is provided by a layer", async () => {
      const callLayer = scheduled({ recurs: 2, spaced: 60_000 })
      expect((await client({ answers: [], otherwise: unavailable(), callLayer })).sentAt).toEqual([0, 60_000])
    })

    it("ends with an interrupt in its wait, and no request follows", async () => {
      const policy = scheduled({ spaced: 60_000 })
      const ended = await client({ answers: [deleteFailed(), deleted()], policy, interruptAfter: 10_000 })
      expect(ended).toMatchObject({ cut: "interrupt", endedAt: 10_000, sentAt: [0] })
    })
  })

  describe("which policy", () => {
    const two = steady({ maxAttempts: 2, baseDelay: 0 })
    const three = steady({ maxAttempts: 3, baseDelay: 0 })

    const cases: ReadonlyArray<Omit<Scenario, "answers"> & { readonly name: string; readonly requests: number }> = [
      { name: "none anywhere", requests: 5 },
      { name: "one in the layer", clientLayer: two, requests: 2 },
      { name: "one within the call", policy: three, requests: 3 },
      { name: "one in the layer and one within the call", clientLayer: two, policy: three, requests: 3 },
      {
        name: "one in the layer and the default one within the call",
        clientLayer: two,
        policy: "default",
        requests: 5
      },
      { name: "one in the layer and layerDefault for the call", clientLayer: two, callLayer: "default", requests: 5 },
      { name: "one in the layer and layerNone for the call", clientLayer: two, callLayer: "none", requests: 1 },
      { name: "the default one in the layer", clientLayer: "default", requests: 5 },
      { name: "none in the layer, two within two", policy: three, outerPolicy: two, requests: 3 }
    ]

    it.for(cases)("$name: $requests requests", async ({ name: _, requests, ...scenario }) => {
      // Nothing is waited for: a draw of 0 leaves no backoff.
      const ended = await client({ ...scenario, answers: [], otherwise: unavailable(), draws: [0] })
      expect(ended).toMatchObject({ endedAt: 0 })
      expect(ended.requests).toHaveLength(requests)
    })
  })
}
