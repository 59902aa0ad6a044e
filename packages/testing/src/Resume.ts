/** The journal of a bulk deletion and the run that resumes it, stated once for every client. */
import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import {
  after,
  connectionReset,
  type DocumentedFailure,
  deleted,
  documented,
  forbidden,
  html,
  json,
  linkGone,
  rateLimited,
  unavailable
} from "./Answers.js"
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
import { deletedLine, interruptedLine, type Line, sendingLine, unavailableLine } from "./JournalLines.js"

const gone = linkGone()
const one = linkOf("lnk_1")
const two = linkOf("lnk_2")

/** Declares the tests of a client. */
export const resume = (client: BulkClient, catalogue: ReadonlyArray<DocumentedFailure>): void => {
  const steady = (scenario: BulkScenario) => client({ policy: { jitter: "none" }, journal: [], ...scenario })
  const failing = (tag: string): Answer => {
    const entry = catalogue.find((entry) => entry.tag === tag)
    return entry === undefined ? expect.fail(`There is no ${tag}`) : documented(entry)
  }
  const notFound = failing("LinkNotFound")

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

  describe("a run that resumes a journal", () => {
    it("passes over links that are final", async () => {
      const run = await steady({ links: links(3), journal: [sendingLine(two), deletedLine(two)] })
      expect(askedFor(run)).toEqual(["lnk_1", "lnk_3"])
      expect(run.outcomes).toHaveLength(2)
    })

    it("reports a link as deleted that was in flight when the process died and is gone now", async () => {
      const run = await steady({ links: [one], journal: [sendingLine(one)], server: () => gone })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted GoneAfterLostReply 1"])
      expect(run.outcomes[0]).toMatchObject({ link: { attempts: 2 } })
      expect(briefLines(run.lines)).toEqual(["run", "sending lnk_1 2", "outcome lnk_1 2 Deleted Deleted settled"])
    })

    it("reports a link as deleted whose request was interrupted and that is gone now", async () => {
      const run = await steady({ links: [one], journal: [sendingLine(one), interruptedLine(one)], server: () => gone })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted GoneAfterLostReply 1"])
    })

    it("reports a link as already gone whose request was certainly not carried out", async () => {
      const run = await steady({ links: [one], journal: [sendingLine(one), unavailableLine(one)], server: () => gone })
      expect(brief(run.outcomes)).toEqual(["lnk_1 AlreadyGone LinkGone 1"])
    })

    it("makes all of the policy's attempts for a link that had some before", async () => {
      const run = await client({
        links: [one],
        journal: [1, 2, 3].flatMap((attempt) => [sendingLine(one, attempt), unavailableLine(one, attempt)]),
        policy: { jitter: "none", maxAttempts: 2 },
        server: () => unavailable()
      })
      expect(brief(run.outcomes)).toEqual(["lnk_1 Failed ServiceUnavailable 2"])
      expect(run.outcomes[0]).toMatchObject({ error: { attempts: 5 } })
    })

    const answers: ReadonlyArray<readonly [name: string, answer: Answer, isFinal: boolean]> = [
      ["BAD_REQUEST", failing("BadRequest"), true],
      ["LINK_NOT_FOUND", notFound, true],
      ["LINK_WORKSPACE_MISMATCH", failing("LinkWorkspaceMismatch"), true],
      ["LINK_DELETE_FORBIDDEN", forbidden, true],
      ["an undocumented 409", json(409, { code: "X", message: "m" }), true],
      ["SERVICE_UNAVAILABLE", unavailable(), false],
      ["LINK_DELETE_FAILED", failing("LinkDeleteFailed"), false],
      ["RATE_LIMITED", rateLimited(), false],
      ["a lost response", connectionReset, false],
      ["HTML with 403", html(403), false],
      ["HTML with 200", html(200), false],
      ["API_KEY_EXPIRED", failing("ApiKeyExpired"), false],
      ["WORKSPACE_GONE", failing("WorkspaceGone"), false]
    ]

    it.for(answers)("leaves a link final or pending after %s", async ([, answer, isFinal]) => {
      const run = await client({ links: [one], journal: [], policy: "none", server: () => answer })
      expect([run.isFinal(one), run.isPending(one)]).toEqual([isFinal, !isFinal])
    })
  })

  describe("LINK_GONE over a transport that may repeat a request by itself", () => {
    it("is final at a first attempt and in the journal, so that a resumed run asks for nothing", async () => {
      const scenario = { links: [one], mayRepeat: true, server: () => gone }
      const first = await steady(scenario)
      expect(first.outcomes).toMatchObject([{ _tag: "AlreadyGone", requests: 1, error: { outcome: "Unknown" } }])
      expect(briefLines(first.lines)).toContain("outcome lnk_1 1 LinkGone Unknown settled")
      const second = await steady({ ...scenario, journal: first.lines })
      expect(second).toMatchObject({ outcomes: [], failure: undefined, requests: [] })
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

  describe("runs that are interrupted again and again", () => {
    const answers = [unavailable(), rateLimited(), forbidden, connectionReset, gone]
    const all = links(12)
    const ids = all.map(({ linkId }) => linkId).toSorted()

    const simulation = FastCheck.record({
      interrupts: FastCheck.array(FastCheck.integer({ min: 0, max: 4000 }), { maxLength: 6 }),
      faults: FastCheck.array(FastCheck.nat(answers.length), { minLength: 12, maxLength: 12 }),
      concurrency: FastCheck.integer({ min: 1, max: 5 })
    })

    it("end with each link final once, and request no final link again", () =>
      FastCheck.assert(
        FastCheck.asyncProperty(simulation, async ({ concurrency, faults, interrupts }) => {
          const slow = (answer: Answer) => after(300, answer)
          const faulty = all.flatMap(({ linkId }, index) => {
            const fault = answers[faults[index] ?? 0]
            return fault === undefined ? [] : [[linkId, [fault, deleted(linkOf(linkId))]] as const]
          })
          const known = answering(Object.fromEntries(faulty))
          const server: BulkScenario["server"] = (request) => slow(known(request))
          const lines: Array<Line> = []
          const reported: Array<string> = []
          let sent = 0
          const runFor = async (interruptAfter?: number) => {
            const run = await client({
              links: all,
              concurrency,
              server,
              policy: { jitter: "none", baseDelay: 200 },
              journal: lines,
              ...(interruptAfter === undefined ? {} : { interruptAfter })
            })
            lines.push(...run.lines)
            sent += run.requests.length
            const unreported = run.unreported.flat().filter(({ _tag }) => _tag !== "InFlight")
            reported.push(...[...run.outcomes, ...unreported].map(({ linkId }) => linkId))
          }
          for (const millis of interrupts) await runFor(millis)
          await runFor()

          const final = lines.flatMap((line) => (line.type === "outcome" && line.settled ? [line.linkId] : []))
          expect(final.toSorted()).toEqual(ids)
          for (const [index, line] of lines.entries()) {
            if (line.type !== "outcome" || !line.settled) continue
            const later = lines.slice(index + 1)
            expect(later.some((later) => later.type !== "run" && later.linkId === line.linkId)).toBe(false)
          }
          expect(lines.filter(({ type }) => type === "sending")).toHaveLength(sent)
          expect(lines.filter(({ type }) => type === "outcome")).toHaveLength(sent)
          // Each final link was reported, a pending one before that perhaps more than once.
          expect([...new Set(reported)].toSorted()).toEqual(ids)
        }),
        { numRuns: 40, seed: 1 }
      ))
  })
}
