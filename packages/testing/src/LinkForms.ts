/** The forms in which `deleteLink` can be called, and the link that it returns, stated once for every client. */
import { describe, expect, it } from "vitest"
import { connectionReset, deleted, linkGone } from "./Answers.js"
import { type Answer, type Client, ordinaryLink } from "./Client.js"

export const forms = [
  "a link at once",
  "the workspace first, and the link later",
  "the link in a pipe",
  "a link in a pipe",
  "a link that an effect yields",
  "a policy in a pipe"
] as const

export type Form = (typeof forms)[number]

export interface LinkForms {
  /** Deletes the ordinary link over a transport with one answer. */
  readonly call: (form: Form, answer: Answer) => Promise<object>
  /** Deletes the links of a workspace by `Effect.forEach`, which passes an index as well, one answer a link. */
  readonly callEach: (linkIds: ReadonlyArray<string>, answers: ReadonlyArray<Answer>) => Promise<ReadonlyArray<object>>
}

/** Declares the tests of a client. */
export const linkForms = ({ call, callEach }: LinkForms, client: Client): void => {
  describe("deleteLink", () => {
    it.for(forms)("takes %s", async (form) => {
      expect(await call(form, deleted())).toMatchObject({ ...ordinaryLink, confirmation: "Reply" })
    })

    it("is a description: it sends one request each time that it is run, and none before", async () => {
      expect((await client({ answers: [deleted(), deleted()], calls: 2 })).requests).toHaveLength(2)
    })

    it("deletes link after link of a list", async () => {
      const links = ["lnk_1", "lnk_2", "lnk_3"].map((linkId) => ({ ...ordinaryLink, linkId }))
      const ended = await callEach(
        links.map(({ linkId }) => linkId),
        links.map(deleted)
      )
      expect(ended).toMatchObject(links)
    })
  })

  describe("a deleted link", () => {
    it.for<readonly [confirmation: string, answers: ReadonlyArray<Answer>]>([
      ["Reply", [deleted()]],
      ["GoneAfterLostReply", [connectionReset, linkGone()]]
    ])("equals one with the same fields: %s", async ([confirmation, answers]) => {
      const { equalsCopy, link } = await client({ answers, policy: { baseDelay: 0 } })
      expect(link).toMatchObject({ ...ordinaryLink, confirmation, attempts: answers.length })
      expect(equalsCopy).toBe(true)
    })
  })
}
