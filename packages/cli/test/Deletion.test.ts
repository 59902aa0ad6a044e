import { describe, expect, it } from "@effect/vitest"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import * as Deletion from "../src/Deletion.js"
import type { LinkOutcome } from "../src/LinkOutcome.js"
import * as LinkResult from "../src/LinkResult.js"
import type { Report } from "../src/Report.js"

const { keys, links, workspaces } = Fixtures

const sandbox = (key: keyof typeof keys = "member") =>
  Userplane.layer({ apiKey: keys[key] }).pipe(
    Layer.provide(SandboxHttpClient.layer),
    Layer.provideMerge(Sandbox.layer({ seed: 7 }))
  )

const refsOf = (linkIds: ReadonlyArray<string>, workspaceId: string = workspaces.main) =>
  linkIds.map((linkId) => ({ workspaceId, linkId }))

/** A report that keeps what it is told. */
const recording = () => {
  const told: Array<string> = []
  const outcomes: Array<LinkOutcome> = []
  const report: Report = {
    started: ({ linkId }) => Effect.sync(() => told.push(`${linkId} started`)),
    settled: (outcome) =>
      Effect.sync(() => {
        outcomes.push(outcome)
        told.push(`${outcome.ref.linkId} ${LinkResult.fromOutcome(outcome).result}`)
      }),
    finished: Effect.sync(() => told.push("finished"))
  }
  return { told, outcomes, report }
}

/** How many requests the sandbox saw. */
const requestCount = Effect.flatMap(Sandbox.Sandbox, ({ requests }) => Effect.map(requests, ({ length }) => length))

describe("a deletion", () => {
  it.effect("settles the links one after another, in their order", () =>
    Effect.gen(function* () {
      const { report, told } = recording()
      const exitCode = yield* Deletion.run(refsOf([links.gone, links.deletable]), report)
      expect(told).toStrictEqual([
        `${links.gone} started`,
        `${links.gone} AlreadyGone`,
        `${links.deletable} started`,
        `${links.deletable} Deleted`,
        "finished"
      ])
      expect(exitCode).toBe(0)
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("goes on after a link that cannot be deleted", () =>
    Effect.gen(function* () {
      const { report, told } = recording()
      const exitCode = yield* Deletion.run(refsOf([".", links.forbidden, links.unknown, links.deletable]), report)
      expect(told.filter((line) => !line.endsWith("started"))).toStrictEqual([
        ". NotDeleted",
        `${links.forbidden} NotDeleted`,
        `${links.unknown} NotDeleted`,
        `${links.deletable} Deleted`,
        "finished"
      ])
      expect(exitCode).toBe(1)
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect.each([
    ["the key", "expired", workspaces.main, 3],
    ["the workspace", "outsider", workspaces.main, 3],
    ["the workspace", "member", workspaces.removed, 3]
  ] as const)("sends no more requests once %s was refused (%s, %s)", ([, key, workspaceId, code]) =>
    Effect.gen(function* () {
      const { report, told } = recording()
      const exitCode = yield* Deletion.run(refsOf([links.deletable, links.gone, links.busy], workspaceId), report)
      expect(told).toStrictEqual([
        `${links.deletable} started`,
        `${links.deletable} NotDeleted`,
        `${links.gone} NotAttempted`,
        `${links.busy} NotAttempted`,
        "finished"
      ])
      expect(exitCode).toBe(code)
      expect(yield* requestCount).toBe(1)
    }).pipe(Effect.provide(sandbox(key)))
  )

  it.effect("sends nothing to a workspace that cannot be named, and calls it wrong usage", () =>
    Effect.gen(function* () {
      const { report } = recording()
      expect(yield* Deletion.run(refsOf([links.deletable, links.gone], ".."), report)).toBe(2)
      expect(yield* requestCount).toBe(0)
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("that is interrupted settles what it was at and what it had not come to", () =>
    Effect.gen(function* () {
      const { addFault, clearFaults } = yield* Sandbox.Sandbox
      yield* clearFaults
      yield* addFault(Fault.NoReply.make(), { linkId: links.busy })
      const { report, told } = recording()
      const fiber = yield* Effect.fork(Deletion.run(refsOf([links.gone, links.busy, links.deletable]), report))
      yield* TestClock.adjust("5 seconds")
      const exit = yield* Fiber.interrupt(fiber)
      expect(exit._tag).toBe("Failure")
      expect(told).toStrictEqual([
        `${links.gone} started`,
        `${links.gone} AlreadyGone`,
        `${links.busy} started`,
        `${links.busy} Unknown`,
        `${links.deletable} NotAttempted`,
        "finished"
      ])
    }).pipe(Effect.provide(sandbox()))
  )
})
