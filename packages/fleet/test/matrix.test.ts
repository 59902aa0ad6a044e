/**
 * Two workers of one run, one of which is killed, ended or stopped at a point of its work, and a program that shares their quota.
 * Some of the cells unless `FLEET_MATRIX=full`, which takes the lease that workers have by default and prints what was measured.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SqlClient } from "@effect/sql/SqlClient"
import { describe, expect, it } from "@effect/vitest"
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
import { clientOf } from "./client.js"
import * as Postgres from "./postgres.js"
import type { Task as ProgramTask } from "./program.js"
import { start } from "./programs.js"
import { type Point, points, signals } from "./trap.js"
import type { Task } from "./worker.js"

const { users, workspaces } = Fixtures

interface Cell {
  readonly signal: (typeof signals)[number]
  readonly point: Point
}

const isFull = process.env["FLEET_MATRIX"] === "full"

const cells: ReadonlyArray<Cell> = isFull
  ? signals.flatMap((signal) => points.map((point) => ({ signal, point })))
  : [
      { signal: "SIGKILL", point: "after the reply" },
      { signal: "SIGSTOP", point: "before the request" }
    ]

const leaseMillis = isFull ? 10_000 : 5000

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

const until = (isSo: (status: Fleet.RunStatus) => boolean) =>
  Effect.flatMap(Fleet.Fleet, ({ status }) =>
    Effect.repeat(status(id), { until: isSo, schedule: Schedule.spaced("20 millis") })
  )

const finalOf = Effect.flatMap(Fleet.Fleet, ({ status }) => Effect.map(status(id), ({ final }) => final))

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

/** Runs a cell. Returns the time until the other worker's first request, and the links that were asked for twice. */
const ran = ({ point, signal }: Cell, connection: Parameters<typeof clientOf>[0]) =>
  Effect.gen(function* () {
    const { addFault, link } = yield* Sandbox.Sandbox
    const { baseUrl } = yield* SandboxServer.SandboxServer
    const fleet = yield* Fleet.Fleet
    yield* addFault(Fault.Slow.make({ delay: Duration.millis(30) }), { times: Number.POSITIVE_INFINITY })
    const linkIds = yield* added(48)
    const plainLinkIds = yield* added(24)

    const trap = { point, signal, after, file: join(yield* temporary, "trapped") }
    const task: Task = { ...connection, leaseMillis, limit, millis, trap }
    const plainTask: ProgramTask = {
      ...connection,
      run: "plain",
      workspaceId: workspaces.main,
      linkIds: plainLinkIds,
      concurrency: 2,
      limit,
      millis
    }
    const workers = yield* Effect.all([
      start("worker", baseUrl, { ...task, clockAheadMillis: hour }),
      start("worker", baseUrl, { ...task, clockAheadMillis: -hour })
    ])
    yield* divided
    const plain = yield* start("program", baseUrl, plainTask)
    yield* fleet.submit({
      id,
      user: "ada",
      concurrency,
      links: linkIds.map((linkId) => ({ workspaceId: workspaces.main, linkId }))
    })

    const [one, two] = workers
    const trapped = yield* Effect.race(
      Effect.as(one.reported(1, "trapped"), { it: one, other: two }),
      Effect.as(two.reported(1, "trapped"), { it: two, other: one })
    )
    const sentBefore = yield* trapped.other.lines("sends")
    const [takeover] = yield* Effect.timed(trapped.other.reported(sentBefore + 1, "sends"))
    if (signal === "SIGSTOP") {
      const atTakeover = yield* finalOf
      yield* until(({ final }) => final > atTakeover + concurrency)
      yield* trapped.it.signal("SIGCONT")
    }
    yield* until(({ state }) => state === "Done")
    yield* Effect.forEach(workers, ({ signal }) => signal("SIGTERM"))
    const ends = yield* Effect.forEach([trapped.it, trapped.other, plain], ({ ended }) => ended)
    const endedWell = { exitCode: 0, stderr: "" }
    expect(ends).toEqual([{ ...endedWell, exitCode: signal === "SIGKILL" ? null : 0 }, endedWell, endedWell])

    const outcomes = Chunk.toReadonlyArray(yield* Stream.runCollect(fleet.knownOutcomes(id)))
    expect(outcomes.map(({ linkId }) => linkId)).toEqual(linkIds)
    expect(new Set(outcomes.map(({ _tag }) => _tag))).toEqual(new Set(["Deleted"]))
    const { counts, tooSoon } = yield* seen
    expect(tooSoon).toEqual([])
    const twice = outcomes.filter(({ linkId }) => counts.get(linkId) !== 1)
    // The run may have changed its worker more often on a busy machine, and no process has died then.
    const changes = yield* changesOfWorker
    expect(twice.length).toBeLessThanOrEqual(concurrency * changes)
    if (changes === 1) {
      if (signal === "SIGTERM") expect(twice).toEqual([])
      for (const outcome of twice) expect(outcome).toMatchObject({ link: { confirmation: "GoneAfterLostReply" } })
    }
    for (const linkId of [...linkIds, ...plainLinkIds]) expect((yield* link(linkId))?.deletedAt).toBeTypeOf("number")
    return { changes, takeover: Duration.toMillis(takeover), twice: twice.length }
  }).pipe(Effect.scoped)

describe.skipIf(Postgres.isMissing)("of two workers, one", () => {
  const { onServer } = Postgres.serverOfFile()

  for (const cell of cells) {
    const run = Effect.gen(function* () {
      const connection = yield* onServer(Effect.flatMap(Postgres.Postgres, ({ database }) => database))
      const world = Layer.merge(sandbox, Layer.provideMerge(Fleet.layer, clientOf(connection)))
      const { changes, takeover, twice } = yield* Effect.provide(ran(cell, connection), world)
      const measured = [cell.signal, cell.point, `${(takeover / 1000).toFixed(1)} s`, changes, twice]
      process.stdout.write(`| ${measured.join(" | ")} |\n`)
    })
    it.live(`meets ${cell.signal} ${cell.point}, and the other goes on`, () => run, 120_000)
  }
})
