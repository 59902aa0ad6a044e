import { describe, expect, it } from "@effect/vitest"
import * as ApiKey from "@effect-userplane/core/ApiKey"
import * as Journal from "@effect-userplane/core/Journal"
import type { LinkRef } from "@effect-userplane/core/Links"
import * as Transport from "@effect-userplane/core/Transport"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as BulkDeletion from "../src/delete/BulkDeletion.js"
import { InputError } from "../src/delete/input/InputError.js"
import * as LinkSource from "../src/delete/input/LinkSource.js"
import * as LinkResult from "../src/delete/output/LinkResult.js"
import type { Report } from "../src/delete/output/Reporter.js"
import { fromStreams, Output } from "../src/terminal/Output.js"
import { FakeStream } from "./fakeStream.js"

const { keys, links, workspaces } = Fixtures

const sandbox = (key: keyof typeof keys = "member") =>
  Userplane.layer({ apiKey: keys[key] }).pipe(
    Layer.provide(SandboxHttpClient.layer),
    Layer.provideMerge(Sandbox.layer({ seed: 7 }))
  )

const nobodyListens = Userplane.layerTransport().pipe(
  Layer.provide(
    Layer.succeed(Transport.Transport, {
      send: () =>
        Effect.fail(new Transport.TransportFailure({ message: "connect ECONNREFUSED", mayHaveBeenSent: false }))
    })
  ),
  Layer.provide(ApiKey.layer(keys.member)),
  Layer.orDie
)

const refsOf = (linkIds: ReadonlyArray<string>, workspaceId: string = workspaces.main) =>
  linkIds.map((linkId) => ({ workspaceId, linkId }))

/** A report that keeps what it is told. */
const recording = () => {
  const told: Array<string> = []
  const report: Report = {
    outcome: (outcome) =>
      Effect.sync(() => void told.push(`${outcome.ref.linkId} ${LinkResult.fromOutcome(outcome).result}`)),
    finished: Effect.sync(() => void told.push("finished"))
  }
  return { told, report }
}

/** Deletes links one after another. */
const deletion = (refs: ReadonlyArray<LinkRef>, report: Report, settings: Partial<BulkDeletion.Settings> = {}) =>
  BulkDeletion.run({ source: LinkSource.fromRefs(refs), report, concurrency: 1, ...settings }).pipe(
    Effect.provideService(Output, fromStreams({ stdout: new FakeStream(), stderr: new FakeStream(), env: {} }))
  )

/** The number of requests the sandbox saw. */
const requestCount = Effect.flatMap(Sandbox.Sandbox, ({ requests }) => Effect.map(requests, ({ length }) => length))

describe("a deletion", () => {
  it.effect("reports the links one after another, in their order", () =>
    Effect.gen(function* () {
      const { report, told } = recording()
      const exitCode = yield* deletion(refsOf([links.gone, links.deletable]), report)
      expect(told).toStrictEqual([`${links.gone} AlreadyGone`, `${links.deletable} Deleted`, "finished"])
      expect(exitCode).toBe(0)
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("goes on after a link that cannot be deleted", () =>
    Effect.gen(function* () {
      const { report, told } = recording()
      const exitCode = yield* deletion(refsOf([".", links.forbidden, links.unknown, links.deletable]), report)
      expect(told).toStrictEqual([
        ". NotDeleted",
        `${links.forbidden} NotDeleted`,
        `${links.unknown} NotDeleted`,
        `${links.deletable} Deleted`,
        "finished"
      ])
      expect(exitCode).toBe(1)
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("ends with 5 when an outage lasts for too long, and fails no link for it", () =>
    Effect.gen(function* () {
      const { report, told } = recording()
      const fiber = yield* Effect.fork(
        deletion(refsOf(["lnk_1", "lnk_2", "lnk_3"]), report, { concurrency: 8, giveUpAfter: Duration.minutes(15) })
      )
      yield* TestClock.adjust("1 hour")
      expect(yield* Fiber.join(fiber)).toBe(5)
      expect(told).toStrictEqual(["lnk_1 NotAttempted", "lnk_2 NotAttempted", "lnk_3 NotAttempted", "finished"])
    }).pipe(Effect.provide(nobodyListens))
  )

  it.effect.each([
    ["the key", "expired", workspaces.main, 3],
    ["the workspace", "outsider", workspaces.main, 3],
    ["the workspace", "member", workspaces.removed, 3]
  ] as const)("sends no more requests once %s was rejected (%s, %s)", ([, key, workspaceId, code]) =>
    Effect.gen(function* () {
      const { report, told } = recording()
      const exitCode = yield* deletion(refsOf([links.deletable, links.gone, links.busy], workspaceId), report)
      expect(told).toStrictEqual([
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
      expect(yield* deletion(refsOf([links.deletable, links.gone], ".."), report)).toBe(2)
      expect(yield* requestCount).toBe(0)
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("that is stopped finishes what is in flight, and begins nothing more", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.Slow.make({ delay: Duration.seconds(10) }), { linkId: links.deletable })
      const { report, told } = recording()
      const stop = Effect.sleep("5 seconds")
      const fiber = yield* Effect.fork(deletion(refsOf([links.deletable, links.forbidden]), report, { stop }))
      yield* TestClock.adjust("11 seconds")
      expect(yield* Fiber.join(fiber)).toBe(1)
      expect(told).toStrictEqual([`${links.deletable} Deleted`, `${links.forbidden} NotAttempted`, "finished"])
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("passes over links that are final by its journal", () =>
    Effect.gen(function* () {
      const first = recording()
      const second = recording()
      expect(yield* deletion(refsOf([links.gone, links.deletable]), first.report)).toBe(0)
      const exitCode = yield* deletion(refsOf([links.gone, links.deletable, links.unknown]), second.report)
      expect(exitCode).toBe(1)
      expect(second.told).toStrictEqual([`${links.unknown} NotDeleted`, "finished"])
    }).pipe(Effect.provide(Journal.layerMemory()), Effect.provide(sandbox()))
  )

  it.effect("goes on until its input breaks off", () =>
    Effect.gen(function* () {
      const { report, told } = recording()
      const broken = new InputError({ source: "stdin", line: 2, problem: "It is no link" })
      const refs = Stream.concat(Stream.fromIterable(refsOf([links.deletable])), Stream.fail(broken))
      expect(yield* deletion([], report, { source: { named: [], refs } })).toBe(1)
      expect(told).toStrictEqual([`${links.deletable} Deleted`, "finished"])
    }).pipe(Effect.provide(sandbox()))
  )

  it.effect("when interrupted, reports the links in flight and those not attempted", () =>
    Effect.gen(function* () {
      const { addFault, clearFaults } = yield* Sandbox.Sandbox
      yield* clearFaults
      yield* addFault(Fault.NoReply.make(), { linkId: links.busy })
      const { report, told } = recording()
      const fiber = yield* Effect.fork(deletion(refsOf([links.gone, links.busy, links.deletable]), report))
      yield* TestClock.adjust("5 seconds")
      const exit = yield* Fiber.interrupt(fiber)
      expect(exit._tag).toBe("Failure")
      expect(told).toStrictEqual([
        `${links.gone} AlreadyGone`,
        `${links.busy} Unknown`,
        `${links.deletable} NotAttempted`,
        "finished"
      ])
    }).pipe(Effect.provide(sandbox()))
  )
})
