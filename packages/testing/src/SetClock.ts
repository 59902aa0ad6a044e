/** A wall clock that is set while something waits, stated once for every client. Times after that are as it tells them. */
import { describe, expect, it } from "vitest"
import { after, deleted, rateLimited, silence, unavailable } from "./Answers.js"
import { answering, type BulkClient, brief, linkOf, links, type SavedQuota, sentAt } from "./BulkClient.js"
import type { Client } from "./Client.js"

const second = 1000
const minute = 60 * second
const hour = 60 * minute

const windows = [{ limit: 2, duration: minute }]

/** Declares the tests of a client. */
export const setClock = (client: Client, bulkClient: BulkClient): void => {
  describe.for([
    ["forward", hour],
    ["back", -hour]
  ] as const)("a wall clock that is set %s by an hour", ([, by]) => {
    it("makes no window of the quota longer or shorter", async () => {
      const run = await bulkClient({ links: links(5), quota: windows, clockSet: [{ at: 10 * second, by }] })
      expect(sentAt(run)).toEqual([0, 0, minute + by, minute + by, 2 * minute + by])
    })

    it("leaves the end of a pause where it was, and tells it by the clock as it is set", async () => {
      const run = await bulkClient({
        links: links(1),
        server: answering({ lnk_1: [rateLimited({ "retry-after": "300" }), deleted(linkOf("lnk_1"))] }),
        clockSet: [{ at: minute, by }]
      })
      const end = 5 * minute + by
      expect(run.seen).toMatchObject({ wait: { reason: "Pause", until: end }, forecast: end })
      expect(sentAt(run)).toEqual([0, end])
    })

    it("changes neither the backoff of a call nor its total timeout", async () => {
      const { sentAt } = await client({
        answers: [],
        otherwise: unavailable(),
        policy: { jitter: "none", maxAttempts: 9, totalTimeout: 20 * second },
        clockSet: [{ at: 500, by }]
      })
      expect(sentAt).toEqual([0, ...[1, 3, 7, 15].map((seconds) => seconds * second + by)])
    })

    it("changes neither the timeout of an attempt nor the time left for the next", async () => {
      const { endedAt, failure } = await client({
        answers: [],
        otherwise: silence,
        policy: { jitter: "none", maxAttempts: 2, totalTimeout: 45 * second },
        clockSet: [{ at: 10 * second, by }]
      })
      expect(failure?.["message"]).toContain("14s")
      expect(endedAt).toBe(45 * second + by)
    })

    it("changes neither the pause of a run nor the durations in its journal", async () => {
      const slow = after(10 * second, deleted(linkOf("lnk_1")))
      const run = await bulkClient({
        links: links(1),
        journal: [],
        policy: { jitter: "none" },
        server: answering({ lnk_1: [rateLimited(), slow] }),
        clockSet: [
          { at: 500, by },
          { at: 5500, by }
        ]
      })
      expect(run.endedAt).toBe(11 * second + 2 * by)
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 2"])
      expect(run.outcomes.map(({ waited }) => waited)).toEqual([second])
      const durations = run.lines.flatMap((line) => (line.type === "outcome" ? [line.millis] : []))
      expect(durations).toEqual([0, 10 * second])
    })
  })

  describe("a saved quota", () => {
    const nothing = (): SavedQuota => ({ windows, values: new Map() })
    /** The time that the next request has to wait for a quota that was saved, at a time of the wall clock. */
    const waitAt = async (startAt: number, quota: SavedQuota) =>
      (await bulkClient({ links: [], quota, startAt })).afterwards.forecast

    it("blocks no longer than it would have when the clock is set back between two processes", async () => {
      const quota = nothing()
      await bulkClient({
        links: links(2),
        afterLinks: "silence",
        stopAfter: 20 * second,
        quota,
        startAt: 2 * hour
      })
      expect(await waitAt(hour + 20 * second, quota)).toBe(40 * second)
    })

    it("keeps what is left of a pause when the clock is set back between two processes", async () => {
      const quota = nothing()
      const server = () => rateLimited({ "retry-after": String((5 * hour) / second) })
      await bulkClient({ links: links(1), server, stopAfter: hour, quota, startAt: 2 * hour })
      expect(await waitAt(2 * hour, quota)).toBe(4 * hour)
    })

    it("is saved by the wall clock as it is set, and counts from there", async () => {
      const quota = nothing()
      await bulkClient({
        links: links(2),
        afterLinks: "silence",
        stopAfter: 2 * second,
        quota,
        clockSet: [{ at: second, by: hour }]
      })
      expect(await waitAt(hour + 20 * second, quota)).toBe(40 * second)
    })

    it("of an earlier version blocks for a window at most, whatever its times are", async () => {
      const earlier = (saved: object): SavedQuota => ({
        windows,
        values: new Map([["userplane-quota.0", JSON.stringify({ v: 1, sequence: 1, ...saved })]])
      })
      expect(await waitAt(0, earlier({ ended: [[hour, 2]], inFlight: 0, pausedUntil: 0 }))).toBe(minute)
      expect(await waitAt(0, earlier({ ended: [], inFlight: 0, pausedUntil: 7 * hour }))).toBe(hour)
    })
  })
}
