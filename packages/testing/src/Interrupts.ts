/** The end of a call that its caller interrupts, stated once for every client. */
import { describe, expect, it } from "vitest"
import { deleted, keyExpired, rateLimited, silence, unavailable } from "./Answers.js"
import type { Answer, Client, Scenario } from "./Client.js"

/** Declares the tests of a client. */
export const interrupts = (client: Client): void => {
  /** A call that is interrupted after 10 seconds. Whatever had been planned would come about after that. */
  const interrupted = (answers: ReadonlyArray<Answer>, scenario: Omit<Scenario, "answers"> = {}) =>
    client({ policy: { jitter: "none" }, ...scenario, answers, interruptAfter: 10_000 })

  describe("an interrupt", () => {
    it("in flight ends the request, at once", async () => {
      const ended = await interrupted([silence, deleted()])
      expect(ended).toMatchObject({ cut: "interrupt", endedAt: 10_000, sentAt: [0], givenUpAt: [10_000] })
    })

    it("in flight of a later attempt ends that one", async () => {
      const ended = await interrupted([unavailable(), silence, deleted()])
      expect(ended).toMatchObject({ cut: "interrupt", endedAt: 10_000, sentAt: [0, 1000], givenUpAt: [10_000] })
    })

    it("in the wait of a backoff ends it, and no request follows", async () => {
      const ended = await interrupted([unavailable(), deleted()], { policy: { jitter: "none", baseDelay: 20_000 } })
      expect(ended).toMatchObject({ cut: "interrupt", endedAt: 10_000, sentAt: [0], givenUpAt: [] })
    })

    it("in the wait that the server asked for ends it, and no request follows", async () => {
      const ended = await interrupted([rateLimited({ "retry-after": "25" }), deleted()])
      expect(ended).toMatchObject({ cut: "interrupt", endedAt: 10_000, sentAt: [0] })
    })

    it("while the key is asked for ends the asking, and nothing is sent", async () => {
      const ended = await interrupted([], { keys: ["silent"] })
      expect(ended).toMatchObject({ cut: "interrupt", endedAt: 10_000, sentAt: [], keysGivenUp: 1 })
    })

    it("while another key is asked for ends the asking", async () => {
      const ended = await interrupted([keyExpired], { keys: ["first", "silent"] })
      expect(ended).toMatchObject({ cut: "interrupt", endedAt: 10_000, sentAt: [0], keysGivenUp: 1 })
    })

    it("by a timeout around the call ends the request like any other", async () => {
      const ended = await client({ answers: [silence], timeoutAfter: 4000 })
      expect(ended).toMatchObject({ cut: "timeout", endedAt: 4000, sentAt: [0], givenUpAt: [4000] })
    })
  })
}
