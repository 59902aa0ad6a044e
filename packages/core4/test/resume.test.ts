import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import * as Journal from "../src/Journal.js"
import { deleteLinks, type LinkRef } from "../src/Links.js"
import * as Quota from "../src/Quota.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import {
  askedFor,
  brief,
  briefLines,
  collect,
  ended,
  html,
  links,
  server,
  started,
  within,
  workspaceId
} from "./bulkRun.js"
import { otherKey } from "./fixtures.js"
import { deletedLine, interruptedLine, sending, unavailableLine } from "./journalLines.js"
import { itEffect, runTest } from "./runTest.js"
import { type Answer, after, connectionReset, deleted, documented, json } from "./scriptedTransport.js"

const gone = documented("LinkGone")
const one: LinkRef = { workspaceId, linkId: "lnk_1" }
const two: LinkRef = { workspaceId, linkId: "lnk_2" }

/** Resumes a journal that begins with some lines, and reads the lines that were added. */
const resumed = (
  before: ReadonlyArray<Journal.Line>,
  run: ReturnType<typeof deleteLinks<never, never>>,
  world: ReturnType<typeof server>,
  policy = RetryPolicy.exponential({ jitter: "none" })
) =>
  Effect.gen(function* () {
    const journal = yield* Journal.Journal
    const end = yield* ended(Stream.provide(run, RetryPolicy.layer(policy)), {
      server: world,
      journal: Layer.succeed(Journal.Journal, journal)
    })
    const lines = yield* collect(journal.lines)
    return { ...end, state: journal.state, lines: lines.slice(before.length) }
  }).pipe(Effect.provide(Journal.layerMemory(before)))

describe("the lines of a run", () => {
  itEffect("are one where it starts, and two for each request", () =>
    Effect.gen(function* () {
      const world = server({
        lnk_1: [documented("ServiceUnavailable"), connectionReset, gone],
        lnk_2: [gone],
        lnk_3: [documented("LinkNotFound")]
      })
      const run = yield* resumed([], deleteLinks(links(3), { concurrency: 1 }), world)
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
  )

  itEffect("make a link final by a documented failure even after a lost response, and not by an undocumented one", () =>
    Effect.gen(function* () {
      const world = server({
        lnk_1: [connectionReset, documented("LinkDeleteForbidden")],
        lnk_2: [connectionReset, json(400, { code: "OTHER", message: "Other" })]
      })
      const run = yield* resumed([], deleteLinks([one, two], { concurrency: 1 }), world)
      expect(briefLines(run.lines).filter((line) => line.startsWith("outcome"))).toEqual([
        "outcome lnk_1 1 TransportError Unknown",
        "outcome lnk_1 2 LinkDeleteForbidden Unknown settled",
        "outcome lnk_2 1 TransportError Unknown",
        "outcome lnk_2 2 UndocumentedError Unknown"
      ])
    })
  )

  itEffect("have the duration of a request, its status, the message of the server and the wait it asked for", () =>
    Effect.gen(function* () {
      const busy = json(429, { code: "RATE_LIMITED", message: "x".repeat(300) }, { "retry-after": "3" })
      const world = server({ lnk_1: [after("2 seconds", busy), deleted(one)] })
      const run = yield* resumed([], deleteLinks([one], { concurrency: 2 }), world)
      expect(run.lines[0]).toMatchObject({ type: "run", concurrency: 2, windows: [] })
      expect(run.lines[2]).toMatchObject({ millis: 2000, status: 429, retryAfter: 3000, message: "x".repeat(200) })
      expect(run.lines[4]).toMatchObject({ millis: 0, status: 200, confirmation: "Reply" })
    })
  )

  itEffect("have the windows of the quota", () =>
    Effect.gen(function* () {
      const journal = yield* Journal.Journal
      yield* deleteLinks([]).pipe(
        Stream.runDrain,
        Effect.provide(within({ server: server(), quota: Quota.layerDocumented }))
      )
      expect(yield* collect(journal.lines)).toMatchObject([
        {
          windows: [
            { limit: 120, millis: 60_000 },
            { limit: 10_000, millis: 86_400_000 }
          ]
        }
      ])
    }).pipe(Effect.provide(Journal.layerMemory()))
  )

  itEffect("include one for an id that cannot be sent", () =>
    Effect.gen(function* () {
      const run = yield* resumed([], deleteLinks([{ workspaceId, linkId: ".." }]), server())
      expect(briefLines(run.lines)).toEqual(["run", "outcome .. 0 InvalidLinkRef NotDeleted settled"])
    })
  )

  itEffect("never hold the key, even when a server sends it back", () =>
    Effect.gen(function* () {
      const journal = yield* Journal.Journal
      const echo = json(500, { code: "X", message: `Bearer ${Redacted.value(otherKey)}` })
      const world = server({ lnk_1: [echo] })
      yield* ended(deleteLinks([one]), {
        server: world,
        key: ApiKey.layer(otherKey),
        journal: Layer.succeed(Journal.Journal, journal)
      })
      const text = JSON.stringify(yield* collect(journal.lines))
      expect(text).toContain("<redacted>")
      expect(text).not.toContain(Redacted.value(otherKey))
    }).pipe(Effect.provide(Journal.layerMemory()))
  )
})

describe("a run that resumes a journal", () => {
  itEffect("passes over links that are final", () =>
    Effect.gen(function* () {
      const world = server()
      const run = yield* resumed([sending(two), deletedLine(two)], deleteLinks(links(3)), world)
      expect(askedFor(world)).toEqual(["lnk_1", "lnk_3"])
      expect(run.outcomes).toHaveLength(2)
    })
  )

  itEffect("reports a link as deleted that was in flight when the process died and is gone now", () =>
    Effect.gen(function* () {
      const run = yield* resumed([sending(one)], deleteLinks([one]), server({ lnk_1: [gone] }))
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted GoneAfterLostReply 1"])
      expect(run.outcomes[0]).toMatchObject({ link: { attempts: 2 } })
      expect(briefLines(run.lines)).toEqual(["run", "sending lnk_1 2", "outcome lnk_1 2 Deleted Deleted settled"])
    })
  )

  itEffect("reports a link as deleted whose request was interrupted and that is gone now", () =>
    Effect.gen(function* () {
      const before = [sending(one), interruptedLine(one)]
      const run = yield* resumed(before, deleteLinks([one]), server({ lnk_1: [gone] }))
      expect(brief(run.outcomes)).toEqual(["lnk_1 Deleted GoneAfterLostReply 1"])
    })
  )

  itEffect("reports a link as already gone whose request was certainly not carried out", () =>
    Effect.gen(function* () {
      const before = [sending(one), unavailableLine(one)]
      const run = yield* resumed(before, deleteLinks([one]), server({ lnk_1: [gone] }))
      expect(brief(run.outcomes)).toEqual(["lnk_1 AlreadyGone LinkGone 1"])
    })
  )

  itEffect("makes all of the policy's attempts for a link that had some before", () =>
    Effect.gen(function* () {
      const before = [1, 2, 3].flatMap((attempt) => [sending(one, attempt), unavailableLine(one, attempt)])
      const policy = RetryPolicy.exponential({ jitter: "none", maxAttempts: 2 })
      const world = server({ lnk_1: [documented("ServiceUnavailable")] })
      const run = yield* resumed(before, deleteLinks([one]), world, policy)
      expect(brief(run.outcomes)).toEqual(["lnk_1 Failed ServiceUnavailable 2"])
      expect(run.outcomes[0]).toMatchObject({ error: { attempts: 5 } })
    })
  )

  const answers: ReadonlyArray<readonly [name: string, answer: Answer, isFinal: boolean]> = [
    ["BAD_REQUEST", documented("BadRequest"), true],
    ["LINK_NOT_FOUND", documented("LinkNotFound"), true],
    ["LINK_WORKSPACE_MISMATCH", documented("LinkWorkspaceMismatch"), true],
    ["LINK_DELETE_FORBIDDEN", documented("LinkDeleteForbidden"), true],
    ["an undocumented 409", json(409, { code: "X", message: "m" }), true],
    ["SERVICE_UNAVAILABLE", documented("ServiceUnavailable"), false],
    ["LINK_DELETE_FAILED", documented("LinkDeleteFailed"), false],
    ["RATE_LIMITED", documented("RateLimited"), false],
    ["a lost response", connectionReset, false],
    ["HTML with 403", html(403), false],
    ["HTML with 200", html(200), false],
    ["API_KEY_EXPIRED", documented("ApiKeyExpired"), false],
    ["WORKSPACE_GONE", documented("WorkspaceGone"), false]
  ]

  itEffect.each(answers)("leaves a link final or pending after %s", ([, answer, isFinal]) =>
    Effect.gen(function* () {
      const run = yield* resumed([], deleteLinks([one]), server({ lnk_1: [answer] }), RetryPolicy.none)
      expect(run.state.isFinal(one)).toBe(isFinal)
      expect(run.state.pending(one) === undefined).toBe(isFinal)
    })
  )
})

describe("a journal that cannot be written", () => {
  const broken = (allowed: number) => {
    let left = allowed
    return Effect.map(Journal.Journal, (journal) =>
      Layer.succeed(Journal.Journal, {
        ...journal,
        append: (line) =>
          left-- > 0
            ? journal.append(line)
            : Effect.fail(new Journal.JournalUnavailable({ path: "journal.ndjson", message: "No space left" }))
      })
    ).pipe(Effect.provide(Journal.layerMemory()))
  }

  const cases: ReadonlyArray<readonly [lines: number, sent: ReadonlyArray<string>, outcomes: ReadonlyArray<string>]> = [
    [0, [], []],
    [1, [], []],
    [2, ["lnk_1"], ["lnk_1 Deleted Reply 1"]],
    [3, ["lnk_1"], ["lnk_1 Deleted Reply 1"]],
    [4, ["lnk_1", "lnk_2"], ["lnk_1 Deleted Reply 1", "lnk_2 Deleted Reply 1"]]
  ]

  itEffect.each(cases)("after %d lines stops the run, which reports what was sent", ([lines, sent, outcomes]) =>
    Effect.gen(function* () {
      const world = server()
      const journal = yield* broken(lines)
      const run = yield* ended(deleteLinks(links(3), { concurrency: 1 }), { server: world, journal })
      expect(askedFor(world)).toEqual(sent)
      expect(brief(run.outcomes)).toEqual(outcomes)
      expect(run.failure).toMatchObject({ _tag: "RunStopped", cause: { _tag: "JournalUnavailable" } })
    })
  )
})

describe("a run that is stopped while the line of a final link is written", () => {
  const cases: ReadonlyArray<readonly [outcome: string, answers: ReadonlyArray<Answer>]> = [
    ["lnk_1 Deleted Reply 1", [deleted(one)]],
    ["lnk_1 Deleted GoneAfterLostReply 2", [connectionReset, gone]],
    ["lnk_1 AlreadyGone LinkGone 1", [gone]]
  ]

  itEffect.each(cases)("reports the link: %s", ([outcome, answers]) =>
    Effect.gen(function* () {
      const journal = yield* Journal.Journal
      const slow = Layer.succeed(Journal.Journal, {
        ...journal,
        append: (line) =>
          line.type === "outcome" && line.settled
            ? Effect.delay(Effect.uninterruptible(journal.append(line)), "1 minute")
            : journal.append(line)
      })
      const policy = RetryPolicy.layer(RetryPolicy.exponential({ jitter: "none" }))
      const stopped = deleteLinks([one, two], { concurrency: 1, stop: Effect.sleep("30 seconds") })
      const run = yield* ended(Stream.provide(stopped, policy), {
        server: server({ lnk_1: answers }),
        journal: slow
      })
      expect(brief(run.outcomes)).toEqual([outcome])
    }).pipe(Effect.provide(Journal.layerMemory()))
  )
})

describe("runs that are interrupted again and again", () => {
  const answers: ReadonlyArray<Answer> = [
    documented("ServiceUnavailable"),
    documented("RateLimited"),
    documented("LinkDeleteForbidden"),
    connectionReset,
    gone
  ]

  const simulation = FastCheck.record({
    interrupts: FastCheck.array(FastCheck.integer({ min: 0, max: 4000 }), { maxLength: 6 }),
    faults: FastCheck.array(FastCheck.nat(answers.length), { minLength: 12, maxLength: 12 }),
    concurrency: FastCheck.integer({ min: 1, max: 5 })
  })

  type Simulation = typeof simulation extends FastCheck.Arbitrary<infer Value> ? Value : never

  const simulated = ({ concurrency, faults, interrupts }: Simulation) =>
    Effect.gen(function* () {
      const journal = yield* Journal.Journal
      const all = links(12)
      const world = server(
        Object.fromEntries(
          all.map((link, index) => {
            const fault = answers[faults[index] ?? 0]
            const slow = (answer: Answer) => after(300, answer)
            return [link.linkId, fault === undefined ? [slow(deleted(link))] : [slow(fault), slow(deleted(link))]]
          })
        )
      )
      const reported: Array<string> = []
      const run = deleteLinks(all, {
        concurrency,
        unreported: (links) =>
          Effect.sync(() => reported.push(...links.flatMap((link) => (link._tag === "InFlight" ? [] : [link.linkId]))))
      }).pipe(
        Stream.runForEach(({ linkId }) => Effect.sync(() => reported.push(linkId))),
        Effect.provide(within({ server: world }))
      )
      const runs = yield* started(
        Effect.andThen(
          Effect.forEach(interrupts, (millis) => Effect.timeoutOption(run, millis)),
          run
        )
      )
      yield* TestClock.adjust("1 hour")
      yield* Fiber.join(runs)

      const lines = yield* collect(journal.lines)
      const final = lines.flatMap((line) => (line.type === "outcome" && line.settled ? [line.linkId] : []))
      expect(final.toSorted()).toEqual(all.map(({ linkId }) => linkId).toSorted())
      for (const [index, line] of lines.entries()) {
        if (line.type !== "outcome" || !line.settled) continue
        expect(lines.slice(index + 1).some((later) => later.type !== "run" && later.linkId === line.linkId)).toBe(false)
      }
      const sent = lines.filter(({ type }) => type === "sending")
      expect(sent).toHaveLength(world.requests.length)
      expect(lines.filter(({ type }) => type === "outcome")).toHaveLength(sent.length)
      // Each final link was reported, a pending one before that perhaps more than once.
      expect([...new Set(reported)].toSorted()).toEqual(final.toSorted())
    }).pipe(
      Effect.provide([
        Journal.layerMemory(),
        RetryPolicy.layer(RetryPolicy.exponential({ jitter: "none", baseDelay: 200 }))
      ])
    )

  it("end with each link final once, and request no final link again", () =>
    FastCheck.assert(
      FastCheck.asyncProperty(simulation, (simulation) => runTest(simulated(simulation))),
      { numRuns: 20, seed: 1 }
    ))
})
