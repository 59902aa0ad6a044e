/** Bulk deletion while the service cannot be reached, stated once for every client. */
import { describe, expect, it } from "vitest"
import {
  after,
  connectionRefused,
  connectionReset,
  deleted,
  deleteFailed,
  html,
  silence,
  unavailable
} from "./Answers.js"
import {
  answering,
  type BulkClient,
  type BulkEnded,
  type BulkScenario,
  brief,
  briefLines,
  failed,
  linkOf,
  links,
  type Server,
  sentAt
} from "./BulkClient.js"
import type { Answer } from "./Client.js"

const minutes = (count: number) => count * 60_000

/** Between two times, the server answers in its own way, or not at all. */
const outage =
  (from: number, to: number, answer: Answer): Server =>
  ({ at, linkId }) =>
    at >= from && at < to ? answer : deleted(linkOf(linkId))

const forEver = Number.POSITIVE_INFINITY

/** Declares the tests of a client. */
export const outages = (client: BulkClient): void => {
  const run = (count: number, server: Server, options: Partial<BulkScenario> = {}): Promise<BulkEnded> =>
    client({ links: links(count), policy: { jitter: "none" }, server, ...options })

  describe("an outage", () => {
    const answers: ReadonlyArray<readonly [string, Answer]> = [
      ["refused connections", connectionRefused],
      ["lost connections", connectionReset],
      ["503 from the service", unavailable()],
      ["503 that asks to wait for longer than a policy does", unavailable({ "retry-after": "90" })],
      ["502 from a gateway", html(502)],
      ["504 from a gateway", html(504)],
      ["silence", silence]
    ]

    it.for(answers.flatMap(([name, answer]) => [1, 2, 8].map((count) => [name, count, answer] as const)))(
      "of %s fails no link, at a concurrency of %d",
      async ([, concurrency, answer]) => {
        const { failure, outcomes } = await run(40, outage(0, minutes(20), answer), { concurrency })
        expect(failure).toBeUndefined()
        expect(failed(outcomes)).toEqual([])
        expect(outcomes).toHaveLength(40)
      }
    )

    it("has one request at a time ask, after pauses that double up to five minutes", async () => {
      const ended = await run(40, outage(0, minutes(30), connectionRefused), { concurrency: 4 })
      const seconds = sentAt(ended).map((at) => at / 1000)
      // How many have left before the first has failed depends on the client's scheduler.
      const atOnce = seconds.filter((at) => at === 0).length
      expect([3, 4]).toContain(atOnce)
      const pauses = [1, 3, 7, 15, 31, 63, 127, 255, 511, 811, 1111, 1411, 1711, 2011]
      expect(seconds.slice(atOnce, atOnce + pauses.length)).toEqual(pauses)
      expect(ended.endedAt).toBe(2_011_000)
    })

    it("in the middle of a run is over with the first answer, and noticed again the next time", async () => {
      const quota = [{ limit: 60, duration: 60_000 }]
      const { outcomes } = await run(300, outage(minutes(1), minutes(4), connectionRefused), { quota })
      expect(failed(outcomes)).toEqual([])
      expect(outcomes).toHaveLength(300)
    })

    it("takes none of the attempts that a link has afterwards, and none of its time", async () => {
      let requests = 0
      const server = () => {
        requests += 1
        return requests <= 12 ? connectionRefused : deleteFailed()
      }
      const { outcomes } = await run(2, server, { concurrency: 2 })
      expect(failed(outcomes)).toHaveLength(2)
      expect(requests).toBe(12 + 2 * 5)
    })

    it("is one for a single link that cannot be connected, and for no single link that a gateway answers", async () => {
      const unconnected = await run(1, outage(0, minutes(3), connectionRefused))
      expect(brief(unconnected.outcomes)).toEqual([expect.stringMatching(/^lnk_1 Deleted Reply \d+$/)])
      const answered = await run(1, () => html(503))
      expect(brief(answered.outcomes)).toEqual(["lnk_1 Failed UnexpectedResponse 5"])
    })

    it.for<readonly [name: string, answer: Answer, tag: string]>([
      ["a 503", unavailable(), "ServiceUnavailable"],
      ["no connection", connectionRefused, "TransportError"],
      ["no answer", after(1000, connectionReset), "TransportError"]
    ])("is none when one link has %s and others are answered", async ([, answer, tag]) => {
      for (const concurrency of [1, 2, 8]) {
        const { outcomes } = await run(20, answering({ lnk_2: [answer] }), { concurrency })
        expect(brief(failed(outcomes))).toEqual([`lnk_2 Failed ${tag} 5`])
        expect(outcomes).toHaveLength(20)
      }
    })

    it("has the failure stand under a policy of one request, unless nothing was sent", async () => {
      const once = { policy: "none" } as const
      const unsent = await run(6, outage(0, minutes(1), connectionRefused), once)
      expect(failed(unsent.outcomes)).toEqual([])
      const sent = await run(6, () => html(502), once)
      expect(failed(sent.outcomes)).toHaveLength(6)
      const single = await run(1, () => connectionRefused, once)
      expect(brief(single.outcomes)).toEqual(["lnk_1 Failed TransportError 1"])
    })

    it("is told with the wait: since when, why, and when the next request asks", async () => {
      const { afterwards, seen } = await run(20, outage(0, minutes(9), html(502)), { concurrency: 3, lookAfter: 5000 })
      expect(seen.wait).toMatchObject({
        reason: "Outage",
        waiting: 3,
        outage: { since: 0, status: 502 },
        until: 7000
      })
      expect(seen.forecast).toBe(7000)
      expect(afterwards.wait).toBeUndefined()
    })

    it("is told while the only request asks whether it is over", async () => {
      const slow = after(10_000, connectionRefused)
      const { seen } = await run(1, outage(0, minutes(9), slow), { lookAfter: 70_000, interruptAfter: 70_000 })
      expect(seen.wait).toMatchObject({ reason: "Outage", waiting: 0 })
    })
  })

  describe("a run in an outage", () => {
    it("is given up after a time, and reports no pending link", async () => {
      const { endedAt, failure, outcomes } = await run(40, outage(5000, forEver, connectionRefused), {
        giveUpAfter: minutes(15),
        quota: [{ limit: 2, duration: 1000 }]
      })
      const since = expect.toSatisfy((since) => JSON.stringify(since) === '"1970-01-01T00:00:05.000Z"')
      expect(failure).toMatchObject({
        _tag: "RunStopped",
        cause: { _tag: "OutageTooLong", outage: { since } },
        message: expect.stringContaining("connect ECONNREFUSED")
      })
      expect(endedAt).toBe(5000 + minutes(15))
      expect(failed(outcomes)).toEqual([])
      expect(outcomes.length).toBeLessThan(40)
    })

    it("reports a link whose request may have been carried out, and that alone", async () => {
      const server = answering({
        lnk_1: [connectionReset, connectionRefused],
        lnk_2: [connectionRefused],
        lnk_3: [connectionRefused]
      })
      const { outcomes } = await run(3, server, { giveUpAfter: minutes(1) })
      expect(outcomes).toMatchObject([{ _tag: "Failed", linkId: "lnk_1", error: { outcome: "Unknown" } }])
    })

    it("is not given up when it is over before that", async () => {
      const { failure, outcomes } = await run(10, outage(0, minutes(5), connectionRefused), {
        giveUpAfter: minutes(15)
      })
      expect(failure).toBeUndefined()
      expect(outcomes).toHaveLength(10)
    })

    it("stops at once, and its links are pending", async () => {
      const stopped = await run(40, outage(0, minutes(60), connectionRefused), { stopAfter: minutes(10) })
      expect(stopped).toMatchObject({ outcomes: [], failure: undefined, endedAt: minutes(10) })
    })

    it("stops at once while it is not known yet whether it is one", async () => {
      const stopped = await client({
        links: links(1),
        afterLinks: "silence",
        stopAfter: minutes(10),
        concurrency: 1,
        server: () => html(503)
      })
      expect(brief(stopped.outcomes)).toEqual(["lnk_1 Failed UnexpectedResponse 5"])
      expect(stopped.endedAt).toBe(minutes(10))
    })
  })

  describe("a request that did not leave", () => {
    const minute = { quota: [{ limit: 8, duration: 60_000 }], forecastOf: 8 }

    it("takes nothing of the quota", async () => {
      const { endedAt, requests } = await run(8, outage(0, 1, connectionRefused), minute)
      expect(requests.length).toBeGreaterThan(8)
      expect(endedAt).toBeLessThan(10_000)
    })

    it("takes nothing of the quota that is saved, not even when the process is killed", async () => {
      const windows = minute.quota
      const saved = new Map<string, string>()
      const { seen } = await run(40, outage(0, minutes(9), connectionRefused), {
        quota: { windows, values: saved },
        lookAfter: 5000,
        interruptAfter: 5000
      })
      expect(seen.saved.size).toBeGreaterThan(0)
      for (const values of [new Map(seen.saved), saved]) {
        const next = await client({ links: [], quota: { windows, values }, forecastOf: 8, startAt: 5000 })
        expect(next.afterwards.forecast).toBe(0)
      }
    })

    it("for want of a key takes nothing of the quota", async () => {
      const { afterwards, endedAt } = await run(1, answering(), { ...minute, keys: ["unavailable"] })
      expect(afterwards.forecast).toBe(endedAt)
    })

    it("and was interrupted before is pending, and takes nothing of the quota", async () => {
      const options = { ...minute, keys: "never", journal: [], interruptAfter: 5000 } as const
      const { afterwards, lines, unreported } = await run(3, answering(), options)
      expect(unreported).toEqual([])
      expect(afterwards.forecast).toBe(5000)
      expect(briefLines(lines)).toContain("outcome lnk_1 1 Interrupted NotDeleted")
    })
  })
}
