/** The run that resumes a journal, stated once for every client. */
import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import {
  after,
  connectionReset,
  type DocumentedFailure,
  deleted,
  documentedAs,
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
  const failing = (tag: string) => documentedAs(catalogue, tag)
  const notFound = failing("LinkNotFound")

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
