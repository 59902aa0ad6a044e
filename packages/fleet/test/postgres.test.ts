/**
 * The quota and the journal on a real Postgres, with programs as processes of their own. `USERPLANE_FLEET_ROUNDS` says how often
 * those that are stopped and killed are run: once unless it is set.
 */
import { SqlClient } from "@effect/sql/SqlClient"
import { describe, expect, it } from "@effect/vitest"
import type { Line } from "@effect-userplane/core/Journal"
import type { PermitLogUnavailable, Refusal } from "@effect-userplane/core/PermitLog"
import * as Quota from "@effect-userplane/core/Quota"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as SandboxQuota from "@effect-userplane/sandbox/Quota"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Permits from "../src/internal/quota/permits.js"
import * as Migrations from "../src/Migrations.js"
import * as SqlJournal from "../src/SqlJournal.js"
import * as SqlQuota from "../src/SqlQuota.js"
import { clientOf } from "./client.js"
import { controlTable } from "./controlTable.js"
import { deletionTable } from "./deletionTable.js"
import { journalTable } from "./journalTable.js"
import { permitTable } from "./permitTable.js"
import * as Postgres from "./postgres.js"
import type { Task } from "./program.js"
import { type Program, start } from "./programs.js"
import { serverOfFile } from "./serverOfFile.js"

const { users, workspaces } = Fixtures

const restart = (mode: "fast" | "immediate") => Effect.flatMap(Postgres.Postgres, ({ restart }) => restart(mode))

const rounds = Number(process.env["USERPLANE_FLEET_ROUNDS"] ?? 1)

if (Postgres.isMissing) process.stderr.write(`${Postgres.howToHaveIt}\n`)

describe.skipIf(Postgres.isMissing)("on Postgres", () => {
  const { empty, onServer } = serverOfFile()

  permitTable(empty)
  journalTable(empty)
  deletionTable(empty)
  controlTable(empty)

  it.live("a program that holds a transaction open holds no other up", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient
      const quotas = Layer.build(Layer.fresh(SqlQuota.layer({ user: "ada" })))
      const one = yield* quotas
      const other = yield* quotas
      const taken = (context: typeof one) => Effect.provide(Quota.withPermit(Effect.void), context)
      yield* sql.withTransaction(Effect.zipRight(taken(one), taken(other)))
    }).pipe(Effect.scoped, Effect.provide(empty))
  )

  const limit = 10

  const millis = 300

  /** Asks for permits at the same time, when another transaction has the row of the user, and lets all of them go at once. */
  const takenTogether = (end: Effect.Effect<void, "rolled back">) =>
    Effect.gen(function* () {
      const sql = yield* SqlClient
      yield* Migrations.run
      const log = Permits.make(sql, { user: "ada", windows: [{ limit: 3, millis: 60_000 }], leastMillis: 0 })
      const take = Effect.suspend(() => log.take({ id: crypto.randomUUID(), lease: Duration.minutes(1) }))
      const taking = yield* Deferred.make<ReadonlyArray<Refusal | undefined>, PermitLogUnavailable>()
      const waiting = Effect.map(
        sql<{ readonly count: number }>`SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted`,
        ([row]) => row?.count
      )
      yield* Effect.gen(function* () {
        yield* sql`INSERT INTO userplane_quotas (user_id, paused_until, longest) VALUES ('ada', 0, 0)`
        const takes = Effect.replicateEffect(take, 8, { concurrency: "unbounded" })
        yield* Effect.forkDaemon(Deferred.complete(taking, takes))
        yield* Effect.repeat(waiting, { until: (count) => count === 8, schedule: Schedule.spaced("5 millis") })
        yield* end
      }).pipe(sql.withTransaction, Effect.ignore)
      const refusals = yield* Deferred.await(taking)
      return refusals.filter((refusal) => refusal === undefined).length
    }).pipe(Effect.provide(empty))

  it.live("permits that are asked for at the same time are given one after the other", () =>
    Effect.gen(function* () {
      expect(yield* takenTogether(Effect.void)).toBe(3)
    })
  )

  it.live("permits that are asked for at the same time create the row of the user once, and wait for it", () =>
    Effect.gen(function* () {
      expect(yield* takenTogether(Effect.fail("rolled back"))).toBe(3)
    })
  )

  it.live("a program under another clock waits as long as the others", () =>
    Effect.gen(function* () {
      const real = yield* Effect.clock
      const now = () => real.unsafeCurrentTimeMillis() + Duration.toMillis("2 hours")
      const ahead: Clock.Clock = {
        [Clock.ClockTypeId]: Clock.ClockTypeId,
        unsafeCurrentTimeMillis: now,
        unsafeCurrentTimeNanos: () => real.unsafeCurrentTimeNanos(),
        currentTimeMillis: Effect.sync(now),
        currentTimeNanos: real.currentTimeNanos,
        sleep: (duration) => real.sleep(duration)
      }
      const layer = SqlQuota.layer({ user: "ada", windows: [{ limit: 1, duration: "1 hour" }] })
      const [one, other] = yield* Effect.all([Layer.build(Layer.fresh(layer)), Layer.build(Layer.fresh(layer))])
      yield* Effect.provide(Quota.withPermit(Effect.void), one)
      const quota = Context.get(other, Quota.Quota)
      yield* Effect.fork(
        Effect.withClock(
          quota.permit(() => Effect.dieMessage("It was sent")),
          ahead
        )
      )
      const wait = yield* Stream.runHead(Stream.filterMap(quota.waits, (wait) => wait))
      expect(wait).toMatchObject(Option.some({ reason: "Window", waiting: 1 }))
    }).pipe(Effect.scoped, Effect.provide(empty))
  )

  const concurrency = 2

  const sandbox = SandboxServer.layer().pipe(
    Layer.provideMerge(Sandbox.layer({ quota: { windows: SandboxQuota.unlimited } }))
  )

  const linkIdOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)

  /** Expects what the journal of a run promises, of requests that the server has seen for so many of its links. */
  const expectAccountedFor = (
    lines: ReadonlyArray<Line>,
    linkIds: ReadonlyArray<string>,
    seen: ReadonlyArray<string>
  ) => {
    for (const linkId of linkIds) {
      const about = lines.filter((line) => line.type !== "run" && line.linkId === linkId)
      const final = about.flatMap((line) => (line.type === "outcome" && line.settled ? [line] : []))
      // Final once, as deleted, and nothing follows.
      expect(final).toMatchObject([{ outcome: "Deleted" }])
      expect(about.at(-1)).toBe(final[0])
      // Nothing was sent that was not announced.
      const sent = seen.filter((other) => other === linkId)
      expect(sent.length).toBeLessThanOrEqual(about.filter(({ type }) => type === "sending").length)
    }
  }

  /** Starts programs over links of their own, and checks what became of all links by what the server has seen. */
  const programs = <E>(
    runs: ReadonlyArray<string>,
    linksEach: number,
    use: (start: (run: string) => Effect.Effect<Program>) => Effect.Effect<void, E>
  ) =>
    Effect.gen(function* () {
      const { addFault, addLinks, link, requests } = yield* Sandbox.Sandbox
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const connection = yield* onServer(Effect.flatMap(Postgres.Postgres, ({ database }) => database))
      const scope = yield* Effect.scope
      yield* addFault(Fault.Slow.make({ delay: Duration.millis(30) }), { times: Number.POSITIVE_INFINITY })
      const linkIds = new Map<string, ReadonlyArray<string>>()
      for (const run of runs) {
        const added = yield* addLinks(linksEach, { workspaceId: workspaces.main, creatorId: users.member })
        linkIds.set(
          run,
          added.map(({ linkId }) => linkId)
        )
      }
      const taskOf = (run: string): Task => {
        const links = linkIds.get(run) ?? []
        return { ...connection, run, workspaceId: workspaces.main, linkIds: links, concurrency, limit, millis }
      }
      yield* use((run) => Effect.provideService(start("program", baseUrl, taskOf(run)), Scope.Scope, scope))

      const seen = yield* requests
      const times = seen.map(({ at }) => at).toSorted((one, other) => one - other)
      for (const [index, at] of times.entries()) {
        const next = times[index + limit]
        if (next !== undefined) expect(next - at).toBeGreaterThanOrEqual(millis)
      }
      for (const [run, ids] of linkIds) {
        const lines = yield* Effect.provide(Stream.runCollect(SqlJournal.read(run)), clientOf(connection))
        expectAccountedFor(
          Chunk.toReadonlyArray(lines),
          ids,
          seen.map(({ path }) => linkIdOf(path))
        )
        for (const linkId of ids) expect((yield* link(linkId))?.deletedAt).toBeTypeOf("number")
      }
    }).pipe(Effect.scoped, Effect.provide(sandbox))

  const endedWell = { exitCode: 0, stderr: "" }

  for (let round = 1; round <= rounds; round++) {
    it.live(`programs keep to the quota together, though one is stopped and one is killed (${round})`, () =>
      programs(["stopped", "killed", "undisturbed"], 24, (start) =>
        Effect.gen(function* () {
          const [stopped, killed, undisturbed] = yield* Effect.all([
            start("stopped"),
            start("killed"),
            start("undisturbed")
          ])
          yield* killed.reported(5)
          yield* killed.signal("SIGKILL")
          yield* stopped.reported(3)
          yield* stopped.signal("SIGSTOP")
          yield* killed.ended
          // It waits for the lease of the one that was killed, and by then so has the one that was stopped.
          const resumed = yield* start("killed")
          yield* resumed.reported(5)
          yield* stopped.signal("SIGCONT")
          expect(yield* Effect.all([resumed.ended, undisturbed.ended])).toEqual([endedWell, endedWell])
          // Its journal was free to be taken, but nobody has taken it.
          expect(yield* stopped.ended).toEqual(endedWell)
        })
      )
    )

    it.live(`a program goes on after its database was restarted, and after it has crashed (${round})`, () =>
      programs(["one"], 24, (start) =>
        Effect.gen(function* () {
          const program = yield* start("one")
          yield* program.reported(5)
          yield* onServer(restart("fast"))
          yield* program.reported(12)
          yield* onServer(restart("immediate"))
          expect(yield* program.ended).toEqual(endedWell)
        })
      )
    )
  }
})
