/** LINK_GONE over a transport that may repeat a request by itself, stated once for every client. */
import { describe, expect, it } from "vitest"
import { connectionReset, type DocumentedFailure, documented, linkGone } from "./Answers.js"
import type { Answer, Client } from "./Client.js"

/** Declares the tests of a client. */
export const repeatingTransports = (client: Client, catalogue: ReadonlyArray<DocumentedFailure>): void => {
  const answered = (...answers: ReadonlyArray<Answer>) => client({ answers, policy: { baseDelay: 0 }, mayRepeat: true })

  describe("LINK_GONE over a transport that may repeat a request by itself", () => {
    it("is the failure LinkGone at a first attempt, and what to do says who deleted it", async () => {
      const { advice, failure } = await answered(linkGone())
      expect(failure).toMatchObject({ _tag: "LinkGone", attempts: 1, outcome: "Unknown" })
      expect(advice).toContain("by this call or before it")
    })

    it("is a success after an attempt whose response was lost", async () => {
      const { link } = await answered(connectionReset, linkGone())
      expect(link).toMatchObject({ confirmation: "GoneAfterLostReply", attempts: 2 })
    })

    const others = ["BadRequest", "LinkNotFound", "WorkspaceGone", "LinkDeleteForbidden"]

    it.for(catalogue.filter(({ tag }) => others.includes(tag)))(
      "is another matter than $tag, which proves that nothing was deleted",
      async (entry) => {
        const { failure } = await answered(documented(entry))
        expect(failure).toMatchObject({ _tag: entry.tag, outcome: "NotDeleted" })
      }
    )
  })
}
