/** A run of two workers, to one of which something happens, and what has to be true of it afterwards. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SqlClient } from "@effect/sql/SqlClient"
import { expect } from "@effect/vitest"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as SandboxQuota from "@effect-userplane/sandbox/Quota"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Fleet from "../src/Fleet.js"
import { type Connection, clientOf } from "./client.js"
import type { Task as ProgramTask } from "./program.js"
import { type Program, start } from "./programs.js"
import type { Point, Signal } from "./trap.js"
import * as Wire from "./wire.js"
import type { Task } from "./worker.js"

const { users, workspaces } = Fixtures

/** What happens: a signal to a worker, its way to the database being cut, or a restart of the database. */
export type Event = Signal | "cut off" | "fast restart" | "immediate restart"

export interface Cell {
  readonly event: Event
  readonly point: Point
  readonly leaseMillis: number
}

const concurrency = 4

const id = "clean-up"

/** The quota of all programs together, in requests and milliseconds. */
const limit = 10
const millis = 300

const hour = 3_600_000

/** The number of links that get past the point before. */
const after = 9

const sandbox = SandboxServer.layer().pipe(
  Layer.provideMerge(Sandbox.layer({ quota: { windows: SandboxQuota.unlimited } }))
)

const temporary = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "userplane-matrix-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

const added = (count: number) =>
  Effect.flatMap(Sandbox.Sandbox, ({ addLinks }) =>
    Effect.map(addLinks(count, { workspaceId: workspaces.main, creatorId: users.member }), (links) =>
      links.map(({ linkId }) => linkId)
    )
  )

const status = Effect.flatMap(Fleet.Fleet, ({ status }) => status(id))

const until = (isSo: (status: Fleet.RunStatus) => boolean) =>
  Effect.repeat(status, { until: isSo, schedule: Schedule.spaced("20 millis") })

/** Waits until each of the workers has its part of the runs, so that none changes its worker without need. */
const divided = Effect.flatMap(SqlClient, (sql) =>
  sql<{ readonly workers: number }>`SELECT count(DISTINCT address)::int AS workers FROM userplane_engine_locks`.pipe(
    Effect.orElseSucceed(() => []),
    Effect.repeat({ until: ([row]) => row?.workers === 2, schedule: Schedule.spaced("20 millis") })
  )
)

/** The number of times that the run went from one worker to another: each claims it once, and the last once more to end it. */
const changesOfWorker = Effect.map(
  Effect.flatMap(SqlClient, (sql) => sql<{ readonly epoch: number }>`SELECT epoch::int AS epoch FROM userplane_runs`),
  ([row]) => (row?.epoch ?? 0) - 2
)

/** The requests for each link, and whether any window of the quota held more than its limit. */
const seen = Effect.gen(function* () {
  const { requests } = yield* Sandbox.Sandbox
  const counts = new Map<string, number>()
  const times: Array<number> = []
  for (const { at, path } of yield* requests) {
    const linkId = path.slice(path.lastIndexOf("/") + 1)
    counts.set(linkId, (counts.get(linkId) ?? 0) + 1)
    times.push(at)
  }
  times.sort((one, other) => one - other)
  const tooSoon = times.filter((at, index) => (times[index + limit] ?? Number.POSITIVE_INFINITY) - at < millis)
  return { counts, tooSoon }
})

interface Trapped {
  readonly it: Program
  readonly wire: Wire.Wire
  readonly other: Program
}

/** Does what happens to a worker that has reached its point. Returns the time until the run goes on. */
const happened = (
  event: Event,
  { it, other, wire }: Trapped,
  restart: (mode: "fast" | "immediate") => Effect.Effect<void>
) =>
  Effect.gen(function* () {
    const nextOf = (worker: Program) =>
      Effect.flatMap(worker.lines("sends"), (sent) => worker.reported(sent.length + 1, "sends"))
    if (event === "fast restart" || event === "immediate restart") {
      yield* restart(event === "fast restart" ? "fast" : "immediate")
      const [pause] = yield* Effect.timed(Effect.race(nextOf(it), nextOf(other)))
      return pause
    }
    if (event === "cut off") yield* wire.cut
    const [pause] = yield* Effect.timed(nextOf(other))
    if (event === "cut off" || event === "SIGSTOP") {
      const { final: atTakeover } = yield* status
      yield* until(({ final }) => final > atTakeover + concurrency)
      yield* event === "cut off" ? wire.mend : it.signal("SIGCONT")
    }
    return pause
  })

/** Checks what became of a run, by the state of the server and the requests that it has seen. */
const checked = (event: Event, linkIds: ReadonlyArray<string>, plainLinkIds: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { link } = yield* Sandbox.Sandbox
    const { knownOutcomes } = yield* Fleet.Fleet
    for (const linkId of [...linkIds, ...plainLinkIds]) expect((yield* link(linkId))?.deletedAt).toBeTypeOf("number")
    const outcomes = Chunk.toReadonlyArray(yield* Stream.runCollect(knownOutcomes(id)))
    expect(outcomes.map(({ linkId }) => linkId)).toEqual(linkIds)
    expect(new Set(outcomes.map(({ _tag }) => _tag))).toEqual(new Set(["Deleted"]))
    const { counts, tooSoon } = yield* seen
    expect(tooSoon).toEqual([])
    const twice = outcomes.filter(({ linkId }) => counts.get(linkId) !== 1)
    const changes = yield* changesOfWorker
    // A worker that is back may be given the run again.
    const expected = event === "SIGSTOP" || event === "cut off" ? 2 : 1
    // On a busy machine, the run may have changed its worker more often, and no process has died then.
    expect(twice.length).toBeLessThanOrEqual(concurrency * Math.max(1, changes - expected + 1))
    if (changes <= expected) {
      if (event === "SIGTERM") expect(twice).toEqual([])
      for (const outcome of twice) expect(outcome).toMatchObject({ link: { confirmation: "GoneAfterLostReply" } })
    }
    return { changes, twice: twice.length }
  })

/**
 * Runs a cell, with a program that shares the quota of the workers.
 *
 * @param restart - Restarts the server of the database.
 */
export const ran = (
  { event, leaseMillis, point }: Cell,
  connection: Connection,
  restart: (mode: "fast" | "immediate") => Effect.Effect<void>
) =>
  Effect.gen(function* () {
    const { addFault } = yield* Sandbox.Sandbox
    const { baseUrl } = yield* SandboxServer.SandboxServer
    const { submit } = yield* Fleet.Fleet
    yield* addFault(Fault.Slow.make({ delay: Duration.millis(30) }), { times: Number.POSITIVE_INFINITY })
    const linkIds = yield* added(48)
    const plainLinkIds = yield* added(24)
    const refOf = (linkId: string) => ({ workspaceId: workspaces.main, linkId })

    const signal = event === "SIGKILL" || event === "SIGSTOP" || event === "SIGTERM" ? event : undefined
    const trap = { point, signal, after, file: join(yield* temporary, "trapped") }
    const worker = (clockAheadMillis: number) =>
      Effect.gen(function* () {
        const wire = yield* Wire.make(connection)
        const { database } = connection
        const task: Task = {
          host: "127.0.0.1",
          port: wire.port,
          database,
          leaseMillis,
          limit,
          millis,
          clockAheadMillis,
          trap
        }
        return { wire, it: yield* start("worker", baseUrl, task) }
      })
    const one = yield* worker(hour)
    const two = yield* worker(-hour)
    yield* divided
    const plainTask: ProgramTask = {
      ...connection,
      run: "plain",
      workspaceId: workspaces.main,
      linkIds: plainLinkIds,
      concurrency: 2,
      limit,
      millis
    }
    const plain = yield* start("program", baseUrl, plainTask)
    yield* plain.reported(1)
    yield* submit({ id, user: "ada", concurrency, links: linkIds.map(refOf) })

    const trapped = yield* Effect.race(
      Effect.as(one.it.reported(1, "trapped"), { ...one, other: two.it }),
      Effect.as(two.it.reported(1, "trapped"), { ...two, other: one.it })
    )
    const pause = yield* happened(event, trapped, restart)
    yield* until(({ state }) => state === "Done")
    yield* Effect.forEach([one, two], ({ it }) => it.signal("SIGTERM"))
    const ends = yield* Effect.forEach([trapped.it, trapped.other, plain], ({ ended }) => ended)
    const endedWell = { exitCode: 0, stderr: "" }
    expect(ends).toEqual([{ ...endedWell, exitCode: event === "SIGKILL" ? null : 0 }, endedWell, endedWell])
    return { pause, ...(yield* checked(event, linkIds, plainLinkIds)) }
  }).pipe(Effect.scoped, Effect.provide(Layer.merge(sandbox, Layer.provideMerge(Fleet.layer, clientOf(connection)))))
