/** The summary of a bulk deletion, and its outcomes in JSON, stated once for every client. */
import { beforeAll, describe, expect, it } from "vitest"
import { after, connectionReset, deleted, documented, forbidden, linkGone } from "./Answers.js"
import { answering, type BulkClient, linkOf, links, type OutcomeRecord } from "./BulkClient.js"

type Json = Readonly<Record<string, unknown>>

/** A client's summaries. */
export interface SummaryClient {
  /** The summary of outcomes, both in their JSON encoding. */
  readonly summarize: (outcomes: ReadonlyArray<OutcomeRecord>) => Promise<Json>
  /** The summary of no link, in its JSON encoding. */
  readonly empty: Json
  /** Decodes an outcome and encodes it again. Says whether its failure, if any, is one of the client's own. */
  readonly throughJson: (outcome: OutcomeRecord) => { readonly outcome: OutcomeRecord; readonly isOwnFailure: boolean }
}

const notFound = documented({ code: "LINK_NOT_FOUND", status: 404, message: "Not found" })

/** Declares the tests of a client. */
export const deleteSummaries = (client: BulkClient, { empty, summarize, throughJson }: SummaryClient): void => {
  let outcomes: ReadonlyArray<OutcomeRecord> = []

  beforeAll(async () => {
    const run = await client({
      links: [...links(6), { workspaceId: "ws", linkId: "." }],
      concurrency: 1,
      policy: { jitter: "none" },
      quota: [{ limit: 3, duration: 60_000 }],
      server: answering({
        lnk_1: [after(1000, deleted(linkOf("lnk_1")))],
        lnk_2: [connectionReset, linkGone()],
        lnk_3: [linkGone()],
        lnk_4: [notFound],
        lnk_5: [notFound],
        lnk_6: [forbidden]
      })
    })
    outcomes = run.outcomes
  })

  describe("the summary of a run", () => {
    it("counts links, outcomes, confirmations, failures, requests and retries, and what was waited", async () => {
      expect(await summarize(outcomes)).toEqual({
        links: 7,
        outcomes: { Deleted: 2, AlreadyGone: 1, Failed: 4 },
        confirmations: { Reply: 1, GoneAfterLostReply: 1 },
        failures: { LinkNotFound: 2, LinkDeleteForbidden: 1, InvalidLinkRef: 1 },
        requests: 7,
        retries: 1,
        // 59 s for the fourth request, 1 s for the sixth, 59 s for the seventh.
        waited: 119_000,
        first: "1970-01-01T00:00:00.000Z",
        last: "1970-01-01T00:02:01.000Z"
      })
    })

    it("of no link is empty", async () => {
      expect(await summarize([])).toEqual(empty)
      expect(empty).not.toHaveProperty("first")
    })
  })

  describe("an outcome", () => {
    it("comes back from JSON", () => {
      expect(outcomes).toHaveLength(7)
      for (const outcome of outcomes) {
        expect(throughJson(outcome)).toEqual({ outcome, isOwnFailure: outcome._tag !== "Deleted" })
      }
    })
  })
}
