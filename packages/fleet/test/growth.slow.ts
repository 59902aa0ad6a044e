/**
 * What a worker leaves behind: rows and memory over several runs in a row, of a few links each unless `FLEET_GROWTH=full`, which
 * begins with one of 100,000 and prints what was measured.
 */
import { SqlClient } from "@effect/sql/SqlClient"
import { describe, expect, it } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as SandboxQuota from "@effect-userplane/sandbox/Quota"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Fleet from "../src/Fleet.js"
import { clientOf } from "./client.js"
import * as Postgres from "./postgres.js"
import { type Program, start } from "./programs.js"
import { serverOfFile } from "./serverOfFile.js"
import type { Task } from "./worker.js"

const isFull = process.env["FLEET_GROWTH"] === "full"

/** The numbers of links of the runs. */
const sizes = isFull ? [100_000, ...Array.from({ length: 10 }, () => 1000)] : [210, 50, 50]

/** The most rows that the engine has for a run: a message and a reply for each batch of a workflow, and for the workflow. */
const mostRows = 2 * (10 + 1)

const { users, workspaces } = Fixtures

const countOf = (table: string) =>
  Effect.flatMap(SqlClient, (sql) =>
    Effect.map(
      sql<{ readonly rows: number }>`SELECT count(*)::int AS rows FROM ${sql(table)}`,
      ([row]) => row?.rows ?? 0
    )
  )

const rowsOfEngine = Effect.map(
  Effect.zip(countOf("userplane_engine_messages"), countOf("userplane_engine_replies")),
  ([messages, replies]) => messages + replies
  // The worker has not made the tables yet.
).pipe(Effect.orElseSucceed(() => 0))

/** The size of a table with its indexes, in bytes. */
const sizeOf = (table: string) =>
  Effect.flatMap(SqlClient, (sql) =>
    Effect.map(
      sql<{ readonly bytes: number }>`SELECT pg_total_relation_size(${table}::regclass)::float8 AS bytes`,
      ([row]) => row?.bytes ?? 0
    )
  )

/** The memory of a worker that is reachable, in MB. */
const heapOf = (worker: Program) =>
  Effect.gen(function* () {
    const { length } = yield* worker.lines("heap")
    yield* worker.signal("SIGUSR2")
    yield* worker.reported(length + 1, "heap")
    const last = (yield* worker.lines("heap")).at(-1)
    return Number(last?.split(" ")[1]) / 1e6
  })

const cleanedUp = (id: string, count: number, worker: Program) =>
  Effect.gen(function* () {
    const { addLinks, clearRequests } = yield* Sandbox.Sandbox
    const fleet = yield* Fleet.Fleet
    const links = yield* addLinks(count, { workspaceId: workspaces.main, creatorId: users.member })
    yield* fleet.submit({
      id,
      user: "ada",
      links: links.map(({ linkId }) => ({ workspaceId: workspaces.main, linkId }))
    })
    let most = 0
    const [took] = yield* Effect.timed(
      Effect.repeat(
        Effect.tap(fleet.status(id), () =>
          Effect.map(rowsOfEngine, (rows) => {
            most = Math.max(most, rows)
          })
        ),
        { until: ({ state }) => state === "Done", schedule: Schedule.spaced("100 millis") }
      )
    )
    yield* clearRequests
    yield* Effect.repeat(rowsOfEngine, { until: (rows) => rows === 0, schedule: Schedule.spaced("20 millis") })
    return { most, perLink: Duration.toMillis(took) / count, heap: yield* heapOf(worker) }
  })

describe.skipIf(Postgres.isMissing)("a worker that has done several runs", () => {
  const { onServer } = serverOfFile()

  const runs = Effect.gen(function* () {
    const connection = yield* onServer(Effect.flatMap(Postgres.Postgres, ({ database }) => database))
    const sandbox = SandboxServer.layer().pipe(
      Layer.provideMerge(Sandbox.layer({ quota: { windows: SandboxQuota.unlimited } }))
    )
    yield* Effect.gen(function* () {
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const task: Task = { ...connection, leaseMillis: 10_000, limit: 100_000, millis: 1000 }
      const worker = yield* start("worker", baseUrl, task)
      const heaps: Array<number> = []
      for (const [index, size] of sizes.entries()) {
        const { heap, most, perLink } = yield* cleanedUp(`run-${index}`, size, worker)
        expect(most).toBeLessThanOrEqual(mostRows)
        heaps.push(heap)
        if (isFull) {
          const bytes = [yield* sizeOf("userplane_links"), yield* sizeOf("userplane_engine_messages")]
          const measured = [size, perLink.toFixed(2), heap.toFixed(1), most, ...bytes]
          process.stdout.write(`${measured.join(" ")}\n`)
        }
      }
      // What the first run needed once is there by then.
      expect(heaps.at(-1)).toBeLessThan((heaps[1] ?? 0) + 10)
      expect(yield* countOf("userplane_engine_runners")).toBe(1)
      expect(yield* countOf("userplane_engine_locks")).toBeLessThanOrEqual(64)
      // Whoever takes the next permit deletes those that count no more.
      expect(yield* countOf("userplane_permits")).toBeLessThanOrEqual(2000)
    }).pipe(Effect.scoped, Effect.provide(Layer.merge(sandbox, Layer.provideMerge(Fleet.layer, clientOf(connection)))))
  })

  it.live("has as many rows and as much memory as after the first", () => runs, isFull ? 3_600_000 : 120_000)
})
