/** The retries of a listing and the quota that it is under, stated once for every client. */
import { describe, expect, it } from "vitest"
import { after, connectionReset, keyExpired, rateLimited, unavailable } from "./Answers.js"
import { inTurn, type ListingClient, listed, listing, pageOf, pagesAsked } from "./Listing.js"

const steady = { jitter: "none" } as const
const quick = { jitter: "none", baseDelay: 1 } as const
const oneASecond = [{ limit: 1, duration: 1000 }]

/** Declares the tests of a client. */
export const listingWaits = (client: ListingClient): void => {
  describe("the retries of a listing", () => {
    it("follow the policy, for each page anew", async () => {
      const ended = await client({
        server: inTurn(
          unavailable(),
          pageOf({ links: listed(20), hasMore: true }),
          connectionReset,
          rateLimited({ "retry-after": "5" }),
          pageOf()
        ),
        policy: steady
      })
      expect(ended.failure).toBeUndefined()
      expect(ended.sentAt).toEqual([0, 1000, 1000, 2000, 7000])
      expect(pagesAsked(ended)).toEqual([1, 1, 2, 2, 2])
    })

    it("are none under a policy of one request", async () => {
      const { failure } = await client({ server: inTurn(connectionReset), policy: "none" })
      expect(failure).toMatchObject({ _tag: "TransportError", reason: "ConnectionLost", attempts: 1, page: 1 })
      expect(failure).not.toHaveProperty("outcome")
      expect(failure).not.toHaveProperty("linkId")
    })

    it("ask the source of keys again where the key was rejected, once", async () => {
      const { items, requests } = await client({
        server: inTurn(keyExpired, pageOf()),
        as: "page",
        keys: ["first", "second"]
      })
      expect(items).toMatchObject([{ attempts: 2, links: [{ linkId: "lnk_1" }] }])
      expect(requests.map(({ headers }) => headers["authorization"])).toEqual(["first", "second"])
    })
  })

  describe("the quota of a listing", () => {
    it("gives a permit for each request, retries included", async () => {
      const server = inTurn(pageOf({ links: listed(20), hasMore: true }), unavailable(), pageOf())
      expect((await client({ server, policy: quick, quota: oneASecond })).sentAt).toEqual([0, 1000, 2000])
    })

    it("is the documented one where none is provided", async () => {
      const { items, sentAt } = await client({
        server: ({ page }) => pageOf({ links: [{ linkId: `lnk_${page}` }], total: 121, hasMore: page < 121 })
      })
      expect(items).toHaveLength(121)
      expect(sentAt[119]).toBe(0)
      expect(sentAt[120]).toBeGreaterThanOrEqual(60_000)
    })

    it("is not waited for by a single page", async () => {
      const { sentAt } = await client({ server: listing(() => listed(1)), as: "page", runs: 3, quota: oneASecond })
      expect(sentAt).toEqual([0, 0, 0])
    })

    it("is waited for without an end to the time that the policy allows", async () => {
      const { failure, sentAt } = await client({
        server: listing(() => listed(40)),
        quota: [{ limit: 1, duration: 600_000 }]
      })
      expect({ failure, sentAt }).toEqual({ failure: undefined, sentAt: [0, 600_000] })
    })

    it("pauses for whoever shares it when a page is rate-limited", async () => {
      const { sentAt, waits } = await client({
        server: inTurn(rateLimited({ "retry-after": "20" }), pageOf(), pageOf()),
        others: [{ after: 1000 }],
        quota: "unlimited",
        waitsAt: [2000]
      })
      expect(waits).toMatchObject([{ reason: "Pause" }])
      expect(sentAt.slice(0, 2)).toEqual([0, 20_000])
    })

    it("does not count a request that could not be sent", async () => {
      const { sentAt } = await client({
        server: inTurn(pageOf()),
        keys: ["unavailable", "first"],
        policy: quick,
        quota: oneASecond
      })
      expect(sentAt).toEqual([1])
    })

    it("learns of an outage from the pages that nobody answers", async () => {
      const { waits } = await client({
        server: () => after(1000, connectionReset),
        options: { workspaceId: "ws_1" },
        others: [{ after: 0, workspaceId: "ws_2" }],
        quota: "unlimited",
        waitsAt: [10_000],
        interruptAfter: 10_000
      })
      expect(waits).toEqual([{ reason: "Outage", outage: "read ECONNRESET" }])
    })
  })
}
