/** The links of a bulk deletion, their requests and their outcomes, stated once for every client. */
import { describe, expect, it } from "vitest"
import {
  after,
  connectionReset,
  deleted,
  documented,
  forbidden,
  html,
  linkGone,
  rateLimited,
  unavailable
} from "./Answers.js"
import { answering, askedFor, type BulkClient, type BulkScenario, brief, linkOf, links, sentAt } from "./BulkClient.js"

const gone = linkGone()
const limited = rateLimited()
const notFound = documented({ code: "LINK_NOT_FOUND", status: 404, message: "Not found" })

const steady = { jitter: "none" } as const

const seconds = (times: ReadonlyArray<number>) => times.map((time) => time / 1000)
const hours = (count: number) => count * 3_600_000

/** Declares the tests of a client. */
export const bulkDeletion = (client: BulkClient): void => {
  describe("deleteLinks", () => {
    it("deletes each link, and says so", async () => {
      const run = await client({ links: links(3) })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 1", "lnk_2 Deleted Reply 1", "lnk_3 Deleted Reply 1"])
      expect(run.failure).toBeUndefined()
      expect(askedFor(run)).toEqual(["lnk_1", "lnk_2", "lnk_3"])
    })

    it.for<readonly [string, Partial<BulkScenario>]>([
      ["an iterable", { withoutOptions: true }],
      ["a set, with options", { links: new Set(links(5)), concurrency: 1 }],
      ["a stream", { isStream: true, withoutOptions: true }],
      ["a pipe of a stream", { isStream: true, isPiped: true, concurrency: 2 }],
      ["a pipe of an iterable", { isPiped: true, withoutOptions: true }]
    ])("takes %s", async ([, options]) => {
      const { outcomes } = await client({ links: links(5), ...options })
      expect(outcomes.map(({ linkId }) => linkId)).toEqual(["lnk_1", "lnk_2", "lnk_3", "lnk_4", "lnk_5"])
    })

    it("tells a link that was gone before from one that it deleted", async () => {
      const server = answering({ lnk_1: [gone], lnk_2: [connectionReset, gone], lnk_3: [notFound] })
      const { outcomes } = await client({ links: links(3), concurrency: 1, server })
      expect(brief(outcomes)).toEqual([
        "lnk_1 AlreadyGone LinkGone 1",
        "lnk_2 Deleted GoneAfterLostReply 2",
        "lnk_3 Failed LinkNotFound 1"
      ])
    })

    it("keeps as many links under way as the concurrency says", async () => {
      const server: BulkScenario["server"] = ({ linkId }) => after(10_000, deleted(linkOf(linkId)))
      const run = await client({ links: links(6), concurrency: 3, server })
      expect(run.endedAt).toBe(20_000)
      expect(sentAt(run)).toEqual([0, 0, 0, 10_000, 10_000, 10_000])
    })

    it("reports each link as its outcome is known", async () => {
      const { outcomes } = await client({
        links: links(3),
        concurrency: 2,
        server: answering({ lnk_1: [after(10_000, deleted(linkOf("lnk_1")))] })
      })
      expect(outcomes.map(({ linkId }) => linkId)).toEqual(["lnk_2", "lnk_3", "lnk_1"])
    })

    it("sends a link once that comes twice, in flight, settled or failed", async () => {
      const ids = ["lnk_1", "lnk_2", "lnk_3", "lnk_1", "lnk_1", "lnk_2", "lnk_3"]
      const server = answering({ lnk_2: [forbidden], lnk_3: [html(403)] })
      const run = await client({ links: [...ids, ...ids].map(linkOf), concurrency: 2, server })
      expect(askedFor(run)).toEqual(["lnk_1", "lnk_2", "lnk_3"])
      expect(run.outcomes).toHaveLength(3)
    })

    it("sends nothing for an id that cannot be named in a URL", async () => {
      const { outcomes } = await client({ links: [linkOf(".."), ...links(1), linkOf("..")] })
      expect(brief(outcomes)).toEqual([".. Failed InvalidLinkRef 0", "lnk_1 Deleted Reply 1"])
    })

    it.for([0, -1, 1.5, Number.NaN])("takes a concurrency of %d for a defect", async (concurrency) => {
      const { defect } = await client({ links: links(1), concurrency })
      expect(defect).toContain(`whole number from 1, not ${concurrency}`)
    })
  })

  describe("what is pulled", () => {
    const counted = () => {
      const state = { pulled: 0, ended: false }
      function* endless() {
        try {
          for (;;) {
            state.pulled += 1
            yield linkOf(`lnk_${state.pulled}`)
          }
        } finally {
          state.ended = true
        }
      }
      return { links: endless(), state }
    }

    it("is no more than is asked for", async () => {
      const { links, state } = counted()
      const { requests } = await client({ links, concurrency: 1, take: 5 })
      expect(requests).toHaveLength(5)
      expect(state).toEqual({ pulled: 5, ended: true })
    })

    it("is no more than is asked for and may be under way", async () => {
      const { links, state } = counted()
      await client({ links, concurrency: 8, take: 5 })
      expect(state.pulled).toBeLessThanOrEqual(5 + 8 - 1)
    })

    it("stays so while the quota is waited for", async () => {
      const { links, state } = counted()
      const quota = [{ limit: 10, duration: 60_000 }]
      const { requests } = await client({ links, concurrency: 4, quota, interruptAfter: 59_000 })
      expect(requests).toHaveLength(10)
      expect(state.pulled).toBe(14)
    })
  })

  describe("retries", () => {
    it("each take a permit of the quota", async () => {
      const run = await client({
        links: links(1),
        policy: steady,
        quota: [{ limit: 2, duration: 60_000 }],
        server: answering({ lnk_1: [unavailable(), unavailable(), deleted(linkOf("lnk_1"))] })
      })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 3"])
      expect(sentAt(run)).toEqual([0, 1000, 60_000])
    })

    it("find the time that they waited for the quota outside of the total timeout", async () => {
      const run = await client({
        links: links(2),
        concurrency: 1,
        policy: { ...steady, totalTimeout: 10_000 },
        quota: [{ limit: 1, duration: hours(1) }],
        server: answering({ lnk_2: [unavailable(), unavailable(), deleted(linkOf("lnk_2"))] })
      })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 1", "lnk_2 Deleted Reply 3"])
      expect(run.endedAt).toBe(hours(3))
      expect(run.outcomes.map(({ waited }) => waited)).toEqual([0, hours(3) - 3000])
    })
  })

  describe("a 429", () => {
    it("pauses every link, and is no failed attempt of its own", async () => {
      const first = rateLimited({ "retry-after": "40" })
      const run = await client({
        links: links(3),
        concurrency: 1,
        policy: { ...steady, maxAttempts: 2 },
        server: answering({ lnk_1: [first, limited, limited, unavailable(), deleted(linkOf("lnk_1"))] })
      })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 5", "lnk_2 Deleted Reply 1", "lnk_3 Deleted Reply 1"])
      // The retry-after, a minute since the second in a row came without one, two minutes, and the backoff of a retry.
      expect(seconds(sentAt(run))).toEqual([0, 40, 100, 220, 221, 221, 221])
    })

    it("stands under a policy of one request", async () => {
      const server = answering({ lnk_1: [limited] })
      const run = await client({ links: links(2), concurrency: 1, policy: "none", server })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Failed RateLimited 1", "lnk_2 Deleted Reply 1"])
      expect(sentAt(run)).toEqual([0, 1000])
    })

    it("stands when the schedule has ended", async () => {
      const { outcomes } = await client({ links: links(1), policy: { repeats: 2 }, server: () => limited })
      expect(brief(outcomes)).toEqual(["lnk_1 Failed RateLimited 3"])
    })

    it("of a gateway counts too, and the time it takes is not the call's", async () => {
      const slow = after(8000, html(429))
      const { outcomes } = await client({
        links: links(1),
        policy: { ...steady, totalTimeout: 10_000 },
        server: answering({ lnk_1: [slow, slow, slow, after(8000, deleted(linkOf("lnk_1")))] })
      })
      expect(brief(outcomes)).toEqual(["lnk_1 Deleted Reply 4"])
    })
  })
}
