/** The end of a bulk deletion before its last link, stated once for every client. */
import { describe, expect, it } from "vitest"
import { after, type DocumentedFailure, deleted, documented, keyExpired, rateLimited, unavailable } from "./Answers.js"
import { answering, askedFor, type BulkClient, brief, briefLines, linkOf, links, sentAt } from "./BulkClient.js"
import type { Answer } from "./Client.js"
import { failureClasses } from "./FailureClasses.js"

const notAMember = documented({ code: "NOT_A_MEMBER", status: 403, message: "Not a member" })

const steady = { jitter: "none" } as const

const slowly = (linkId: string): ReadonlyArray<Answer> => [after(10_000, deleted(linkOf(linkId)))]

/** Declares the tests of a client. */
export const bulkEnds = (client: BulkClient, catalogue: ReadonlyArray<DocumentedFailure>): void => {
  describe("a failure that every other link would meet", () => {
    const stopping = failureClasses(catalogue).filter(({ name }) =>
      /^(API_KEY_|NOT_A_MEMBER|WORKSPACE_NOT_FOUND|WORKSPACE_GONE)/.test(name)
    )

    it.for(stopping)("stops the run: $name", async ({ answer, tag }) => {
      const server = answering({ lnk_1: [after(1000, answer)], lnk_2: slowly("lnk_2") })
      const run = await client({ links: links(9), concurrency: 2, server })
      expect(brief(run.outcomes)).toEqual([`lnk_1 Failed ${tag} 1`, "lnk_2 Deleted Reply 1"])
      expect(run.failure).toMatchObject({ _tag: "RunStopped", cause: { _tag: tag } })
      expect(askedFor(run)).toEqual(["lnk_1", "lnk_2"])
    })

    it("does not stop it when there is another key by then", async () => {
      const run = await client({
        links: links(1),
        keys: ["first", "second"],
        quota: [{ limit: 1, duration: 60_000 }],
        server: answering({ lnk_1: [keyExpired, deleted(linkOf("lnk_1"))] })
      })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted Reply 2"])
      expect(sentAt(run)).toEqual([0, 60_000])
    })

    it("stops it when the key cannot be had", async () => {
      const run = await client({ links: links(3), concurrency: 1, keys: ["unavailable"] })
      expect(run.outcomes).toHaveLength(1)
      expect(run.failure).toMatchObject({ _tag: "RunStopped", cause: { reason: "ApiKeyUnavailable" } })
    })

    it("ends what waits for a backoff with the failure that it had", async () => {
      const server = answering({ lnk_1: [unavailable()], lnk_2: [after(500, notAMember)] })
      const run = await client({ links: links(2), policy: steady, server })
      expect(brief(run.outcomes).toSorted()).toEqual(["lnk_1 Failed ServiceUnavailable 1", "lnk_2 Failed NotAMember 1"])
      expect(run.endedAt).toBe(500)
    })

    it("gives up what waits for the quota, as if it had not been pulled", async () => {
      const server = answering({ lnk_1: [after(5000, notAMember)] })
      const run = await client({ links: links(9), quota: [{ limit: 1, duration: 86_400_000 }], server })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Failed NotAMember 1"])
      expect(run.endedAt).toBe(5000)
    })
  })

  describe("a failure of the links' own stream", () => {
    it("ends the run after what is in flight", async () => {
      const run = await client({
        links: links(2),
        afterLinks: { failure: "no more" },
        server: answering({ lnk_1: slowly("lnk_1") })
      })
      expect(brief(run.outcomes)).toEqual(["lnk_2 Deleted Reply 1", "lnk_1 Deleted Reply 1"])
      expect(run).toMatchObject({ failure: "no more", endedAt: 10_000 })
    })

    it("may be a defect", async () => {
      const { defect } = await client({ links: [], afterLinks: { defect: "broken source" } })
      expect(defect).toContain("broken source")
    })

    it("is not the same as a defect of the transport, which ends the run as well", async () => {
      const { defect, unreported } = await client({
        links: links(9),
        concurrency: 1,
        server: () => ({ defect: "broken transport" })
      })
      expect(defect).toContain("broken transport")
      expect(unreported).toMatchObject([[{ _tag: "InFlight", linkId: "lnk_1", requests: 1, outcome: "Unknown" }]])
    })
  })

  describe("the effect that stops a run", () => {
    it("lets what is in flight finish, and sends nothing more", async () => {
      const server = answering({ lnk_1: slowly("lnk_1"), lnk_2: slowly("lnk_2") })
      const run = await client({ links: links(9), concurrency: 2, stopAfter: 5000, server })
      expect(brief(run.outcomes).toSorted()).toEqual(["lnk_1 Deleted Reply 1", "lnk_2 Deleted Reply 1"])
      expect(run).toMatchObject({ failure: undefined, endedAt: 10_000 })
    })

    it("does not wait for the quota, for a backoff or for the next link", async () => {
      const run = await client({
        links: links(1),
        afterLinks: "silence",
        policy: { ...steady, baseDelay: 30_000 },
        stopAfter: 5000,
        server: () => unavailable()
      })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Failed ServiceUnavailable 1"])
      expect(run).toMatchObject({ failure: undefined, endedAt: 5000 })
    })

    it("makes no further attempt for what was in flight", async () => {
      const server = answering({ lnk_1: [after(10_000, rateLimited())], lnk_2: [after(10_000, unavailable())] })
      const run = await client({ links: links(2), policy: steady, stopAfter: 5000, server })
      expect(brief(run.outcomes).toSorted()).toEqual([
        "lnk_1 Failed RateLimited 1",
        "lnk_2 Failed ServiceUnavailable 1"
      ])
      expect(run.requests).toHaveLength(2)
    })

    it("may fail, and stops the run all the same", async () => {
      const run = await client({ links: [], afterLinks: "silence", stopAfter: "failing" })
      expect(run).toMatchObject({ failure: undefined, outcomes: [], endedAt: 0 })
    })
  })

  describe("a stream that is given up", () => {
    it("names every link that was sent and not reported", async () => {
      // The reader hangs at the first outcome, while others come in.
      const run = await client({
        links: links(9),
        concurrency: 5,
        policy: steady,
        readerHangs: true,
        interruptAfter: 500,
        server: answering({ lnk_2: slowly("lnk_2"), lnk_3: [unavailable()], lnk_4: slowly("lnk_4") })
      })
      expect(run.outcomes.map(({ linkId }) => linkId)).toEqual(["lnk_1"])
      const names = run.unreported.flat().map((link) => `${link.linkId} ${link._tag}`)
      expect(names.toSorted()).toEqual(["lnk_2 InFlight", "lnk_3 Failed", "lnk_4 InFlight", "lnk_5 Deleted"])
      expect(askedFor(run)).toEqual(["lnk_1", "lnk_2", "lnk_3", "lnk_4", "lnk_5"])
    })

    it("tells nobody when there is nothing to tell", async () => {
      expect((await client({ links: links(3) })).unreported).toEqual([])
    })

    it("leaves a line for each request that it interrupts", async () => {
      const server = answering({ lnk_1: slowly("lnk_1") })
      const options = { journal: [], interruptAfter: 3000, withoutOptions: true }
      const { lines } = await client({ links: links(1), server, ...options })
      expect(briefLines(lines)).toEqual(["run", "sending lnk_1 1", "outcome lnk_1 1 Interrupted Unknown"])
    })
  })
}
