/** The lines that a bulk deletion writes to its journal, stated once for every client. */
import { describe, expect, it } from "vitest"
import { after, connectionReset, deleted, documented, forbidden, json, linkGone, unavailable } from "./Answers.js"
import {
  answering,
  askedFor,
  type BulkClient,
  type BulkScenario,
  brief,
  briefLines,
  linkOf,
  links
} from "./BulkClient.js"
import type { Answer } from "./Client.js"
import { deletedLine, runLine, sendingLine, unavailableLine } from "./JournalLines.js"

const gone = linkGone()
const notFound = documented({ code: "LINK_NOT_FOUND", status: 404, message: "Not found" })
const one = linkOf("lnk_1")
const two = linkOf("lnk_2")

/** Declares the tests of a client. */
export const runLines = (client: BulkClient): void => {
  const steady = (scenario: BulkScenario) => client({ policy: { jitter: "none" }, journal: [], ...scenario })

  describe("the lines of a run", () => {
    it("are one where it starts, and two for each request", async () => {
      const server = answering({
        lnk_1: [unavailable(), connectionReset, gone],
        lnk_2: [gone],
        lnk_3: [notFound]
      })
      const run = await steady({ links: links(3), concurrency: 1, server })
      expect(briefLines(run.lines)).toEqual([
        "run",
        "sending lnk_1 1",
        "outcome lnk_1 1 ServiceUnavailable NotDeleted",
        "sending lnk_1 2",
        "outcome lnk_1 2 TransportError Unknown",
        "sending lnk_1 3",
        "outcome lnk_1 3 Deleted Deleted settled",
        "sending lnk_2 1",
        "outcome lnk_2 1 LinkGone NotDeleted settled",
        "sending lnk_3 1",
        "outcome lnk_3 1 LinkNotFound NotDeleted settled"
      ])
    })

    it("are the same of every client, field by field", async () => {
      const server = answering({ lnk_1: [after(500, unavailable()), deleted(one)] })
      const { lines } = await steady({ links: [one], baseUrl: "https://api.example.com/api/v1/", server })
      expect(lines).toEqual([
        runLine({ server: "https://api.example.com/api/v1", operation: "links.delete", windows: [] }),
        sendingLine(one),
        { ...unavailableLine(one), at: 500, millis: 500, message: "Not available" },
        { ...sendingLine(one, 2), at: 1500 },
        { ...deletedLine(one, 2), at: 1500, millis: 0 }
      ])
    })

    it("make a link final by a documented failure even after a lost response, and not by an undocumented one", async () => {
      const server = answering({
        lnk_1: [connectionReset, forbidden],
        lnk_2: [connectionReset, json(400, { code: "OTHER", message: "Other" })]
      })
      const run = await steady({ links: [one, two], concurrency: 1, server })
      expect(briefLines(run.lines).filter((line) => line.startsWith("outcome"))).toEqual([
        "outcome lnk_1 1 TransportError Unknown",
        "outcome lnk_1 2 LinkDeleteForbidden Unknown settled",
        "outcome lnk_2 1 TransportError Unknown",
        "outcome lnk_2 2 UndocumentedError Unknown"
      ])
    })

    it("have the duration of a request, its status, the message of the server and the wait it asked for", async () => {
      const busy = json(429, { code: "RATE_LIMITED", message: "x".repeat(300) }, { "retry-after": "3" })
      const server = answering({ lnk_1: [after(2000, busy), deleted(one)] })
      const { lines } = await steady({ links: [one], concurrency: 2, server })
      expect(lines[0]).toMatchObject({ type: "run", concurrency: 2, windows: [] })
      expect(lines[2]).toMatchObject({ millis: 2000, status: 429, retryAfter: 3000, message: "x".repeat(200) })
      expect(lines[4]).toMatchObject({ millis: 0, status: 200, confirmation: "Reply" })
    })

    it("have the windows of the quota", async () => {
      const { lines } = await steady({ links: [], quota: "documented" })
      expect(lines).toMatchObject([
        {
          windows: [
            { limit: 120, millis: 60_000 },
            { limit: 10_000, millis: 86_400_000 }
          ]
        }
      ])
    })

    it("include one for an id that cannot be sent", async () => {
      const { lines } = await steady({ links: [linkOf("..")] })
      expect(briefLines(lines)).toEqual(["run", "outcome .. 0 InvalidLinkRef NotDeleted settled"])
    })

    it("never hold the key, even when a server sends it back", async () => {
      const { lines, requests } = await client({
        links: [one],
        policy: "none",
        journal: [],
        server: ({ authorization }) => json(500, { code: "X", message: authorization })
      })
      const key = requests[0]?.authorization?.replace("Bearer ", "") ?? expect.fail("No key was sent")
      const text = JSON.stringify(lines)
      expect(text).toContain("<redacted>")
      expect(text.includes(key)).toBe(false)
    })
  })

  describe("a journal that cannot be written", () => {
    it.for<readonly [lines: number, sent: ReadonlyArray<string>, outcomes: ReadonlyArray<string>]>([
      [0, [], []],
      [1, [], []],
      [2, ["lnk_1"], ["lnk_1 Deleted Reply 1"]],
      [3, ["lnk_1"], ["lnk_1 Deleted Reply 1"]],
      [4, ["lnk_1", "lnk_2"], ["lnk_1 Deleted Reply 1", "lnk_2 Deleted Reply 1"]]
    ])("after %d lines stops the run, which reports what was sent", async ([lines, sent, outcomes]) => {
      const run = await steady({
        links: links(3),
        concurrency: 1,
        writing: (_, before) => (before < lines ? { takes: 0 } : { failure: "No space left" })
      })
      expect(askedFor(run)).toEqual(sent)
      expect(brief(run.outcomes)).toEqual(outcomes)
      expect(run.failure).toMatchObject({ _tag: "RunStopped", cause: { _tag: "JournalUnavailable" } })
    })
  })

  describe("a run that is stopped while the line of a final link is written", () => {
    it.for<readonly [outcome: string, answers: ReadonlyArray<Answer>]>([
      ["lnk_1 Deleted Reply 1", [deleted(one)]],
      ["lnk_1 Deleted GoneAfterLostReply 2", [connectionReset, gone]],
      ["lnk_1 AlreadyGone LinkGone 1", [gone]]
    ])("reports the link: %s", async ([outcome, answers]) => {
      const run = await steady({
        links: [one, two],
        concurrency: 1,
        stopAfter: 30_000,
        server: answering({ lnk_1: answers }),
        writing: (line) => ({ takes: line.type === "outcome" && line.settled ? 60_000 : 0 })
      })
      expect(brief(run.outcomes)).toEqual([outcome])
    })
  })
}
