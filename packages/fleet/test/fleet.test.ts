/** Runs that are submitted to a database, SQLite and Postgres, and the worker that deletes their links. */
import { hostname } from "node:os"
import * as FileSystem from "@effect/platform/FileSystem"
import { SqlClient } from "@effect/sql/SqlClient"
import { describe, expect, it } from "@effect/vitest"
import * as ClientMetrics from "@effect-userplane/core/ClientMetrics"
import * as Journal from "@effect-userplane/core/Journal"
import type { LinkRef } from "@effect-userplane/core/LinkRef"
import { deleteLinks } from "@effect-userplane/core/Links"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
import { sendingLine } from "@effect-userplane/testing/JournalLines"
import { inspected, placesOf } from "@effect-userplane/testing/KeySearch"
import * as Chunk from "effect/Chunk"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import * as Fleet from "../src/Fleet.js"
import * as FleetKey from "../src/FleetKey.js"
import * as FleetWorker from "../src/FleetWorker.js"
import * as Ledger from "../src/internal/run/ledger.js"
import * as Postgres from "./postgres.js"
import { recorded } from "./recorded.js"
import { serverOfFile } from "./serverOfFile.js"
import * as Sqlite from "./sqlite.js"
import { rows } from "./tables.js"

const { keys, links, users, workspaces } = Fixtures

const user = "ada"
const id = "clean-up"
const windows = [{ limit: 10_000, duration: "1 minute" }] as const

const refOf = (linkId: string): LinkRef => ({ workspaceId: workspaces.main, linkId })

const withKey = (apiKey: Redacted.Redacted = keys.member) =>
  Layer.provide(Userplane.layer({ apiKey }), SandboxHttpClient.layer)

/** The client with the key that a reference in the database leads to. */
const withKeyOf = (user: string) =>
  Userplane.layer().pipe(
    Layer.provide([SandboxHttpClient.layer, FleetKey.layer({ user })]),
    Layer.provide(FleetKey.layerEnvironment),
    Layer.provide(FileSystem.layerNoop({}))
  )

const worker = <E, R>(userplane: Layer.Layer<Userplane.Userplane, E, R>) =>
  Layer.unwrapEffect(
    Effect.map(SqlClient, (sql) =>
      sql.onDialectOrElse({
        pg: () => FleetWorker.layerPostgres({ user, windows, lease: "2 seconds" }),
        orElse: () => FleetWorker.layerSqlite({ user, windows })
      })
    )
  ).pipe(Layer.provide([userplane, RetryPolicy.layer(RetryPolicy.exponential({ baseDelay: "1 millis" }))]))

/** Starts a worker. The effect that it returns closes it. */
const closableWith = <E, R>(userplane: Layer.Layer<Userplane.Userplane, E, R>) =>
  Effect.gen(function* () {
    const scope = yield* Effect.acquireRelease(Scope.make(), (scope) => Scope.close(scope, Exit.void))
    yield* Layer.buildWithScope(Layer.fresh(worker(userplane)), scope)
    return Scope.close(scope, Exit.void)
  })

const closable = (apiKey?: Redacted.Redacted) => closableWith(withKey(apiKey))

/** Starts a worker, which is closed with the test. */
const startedWith = <E, R>(userplane: Layer.Layer<Userplane.Userplane, E, R>) => Effect.asVoid(closableWith(userplane))

const started = startedWith(withKey())

/** Waits until the status of a run is as it should be. */
const until = (isSo: (status: Fleet.RunStatus) => boolean, run = id) =>
  Effect.flatMap(Fleet.Fleet, ({ status }) =>
    Effect.zipRight(Effect.repeat(status(run), { until: isSo, schedule: Schedule.spaced("10 millis") }), status(run))
  )

const done = until(({ state }) => state === "Done")

/** Adds links of the member to the sandbox, which answers slowly enough to be interfered with. */
const added = (count: number) =>
  Effect.gen(function* () {
    const { addFault, addLinks } = yield* Sandbox.Sandbox
    yield* addFault(Fault.Slow.make({ delay: Duration.millis(5) }), { times: Number.POSITIVE_INFINITY })
    const added = yield* addLinks(count, { workspaceId: workspaces.main, creatorId: users.member })
    return added.map(({ linkId }) => refOf(linkId))
  })

const submit = (refs: Iterable<LinkRef>, run = id, concurrency = 4) =>
  Effect.flatMap(Fleet.Fleet, ({ submit }) => submit({ id: run, user, links: refs, concurrency }))

const outcomes = Effect.flatMap(Fleet.Fleet, (fleet) =>
  Effect.map(Stream.runCollect(fleet.knownOutcomes(id)), Chunk.toReadonlyArray)
)

/** The number of requests that the sandbox has seen for each link. */
const requested = Effect.gen(function* () {
  const { requests } = yield* Sandbox.Sandbox
  const counts = new Map<string, number>()
  for (const { path } of yield* requests) {
    const linkId = path.slice(path.lastIndexOf("/") + 1)
    counts.set(linkId, (counts.get(linkId) ?? 0) + 1)
  }
  return counts
})

/** Checks that links were deleted, each by one request. */
const expectEachDeletedOnce = (refs: ReadonlyArray<LinkRef>) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const counts = yield* requested
    for (const { linkId } of refs) {
      expect(counts.get(linkId)).toBe(1)
      expect((yield* sandbox.link(linkId))?.deletedAt).toBeTypeOf("number")
    }
    const known = yield* outcomes
    expect(known.map(({ linkId }) => linkId)).toEqual(refs.map(({ linkId }) => linkId))
    expect(new Set(known.map(({ _tag }) => _tag))).toEqual(new Set(["Deleted"]))
  })

const rowsOfEngine = Effect.map(
  Effect.flatMap(
    SqlClient,
    (sql) => sql<{ readonly rows: number }>`
      SELECT CAST((SELECT count(*) FROM userplane_engine_messages) + (SELECT count(*) FROM userplane_engine_replies)
        AS double precision) AS rows`
  ),
  ([row]) => row?.rows
)

type World = Fleet.Fleet | SqlClient | Sandbox.Sandbox | Scope.Scope

const onPostgres = serverOfFile()

const databases = [
  { database: "SQLite", client: Sqlite.layer, isMissing: false },
  { database: "Postgres", client: onPostgres.empty, isMissing: Postgres.isMissing }
]

const test = (name: string, effect: Effect.Effect<unknown, unknown, World>) => {
  for (const { client, database, isMissing } of databases) {
    const world = Layer.provideMerge(Fleet.layer, Layer.merge(client, Sandbox.layer({ quota: { windows } })))
    it.live.skipIf(isMissing)(`${name} (${database})`, () => effect.pipe(Effect.scoped, Effect.provide(world)))
  }
}

describe("a run that is submitted", () => {
  test(
    "is taken in once, whatever is submitted under its id later",
    Effect.gen(function* () {
      const { submit } = yield* Fleet.Fleet
      const refs = ["lnk_1", "lnk_2", "lnk_1", "lnk_3"].map(refOf)
      const first = yield* submit({ id, user, links: refs })
      expect(first).toEqual({
        id,
        user,
        state: "Running",
        concurrency: 8,
        final: 0,
        failed: 0,
        pending: 3,
        inFlight: 0,
        pauseReason: undefined
      })
      const never = Stream.fromEffect(Effect.dieMessage("asked for"))
      expect(yield* submit({ id, user: "bob", links: never, concurrency: 2 })).toEqual(first)
    })
  )

  test(
    "takes in what is missing where its links were not all taken in",
    Effect.gen(function* () {
      const { status, submit } = yield* Fleet.Fleet
      const refs = Array.from({ length: 1200 }, (_, index) => refOf(`lnk_${index}`))
      const broken = Stream.concat(Stream.fromIterable(refs.slice(0, 1100)), Stream.fail("broken"))
      expect(yield* Effect.flip(submit({ id, user, links: broken }))).toBe("broken")
      expect(yield* status(id)).toMatchObject({ state: "Submitting", pending: 1100 })
      expect(yield* submit({ id, user, links: Stream.fromIterable(refs) })).toMatchObject({
        state: "Running",
        pending: 1200
      })
    })
  )

  test(
    "has a name, a user and a concurrency that make sense",
    Effect.gen(function* () {
      const { status, submit } = yield* Fleet.Fleet
      for (const wrong of [{ id: "" }, { user: Fixtures.plainKeys.member }, { concurrency: 0 }]) {
        const defect = yield* Effect.flip(Effect.catchAllDefect(submit({ id, user, links: [], ...wrong }), Effect.fail))
        expect(String(defect)).toMatch(/must (not be empty|be a whole number from 1)|is an API key/)
        expect(String(defect)).not.toContain(Fixtures.plainKeys.member)
      }
      expect(yield* Effect.flip(status("unknown"))).toMatchObject({ _tag: "RunNotFound", id: "unknown" })
    })
  )

  test(
    "is listed with the others, the newest first",
    Effect.gen(function* () {
      const { runs, submit } = yield* Fleet.Fleet
      expect(yield* runs).toEqual([])
      for (const id of ["b", "a", "c"]) {
        yield* TestClock.adjust("1 second")
        yield* submit({ id, user, links: [refOf(`lnk_${id}`)] })
      }
      expect((yield* runs).map(({ id, pending }) => [id, pending])).toEqual([
        ["c", 1],
        ["a", 1],
        ["b", 1]
      ])
    }).pipe(Effect.provide(TestContext.TestContext))
  )

  test(
    "cannot be reached without its tables, and the failure says so",
    Effect.gen(function* () {
      const { knownOutcomes, runs, status, submit } = yield* Fleet.Fleet
      const sql = yield* SqlClient
      yield* sql`DROP TABLE userplane_runs`
      yield* sql`DROP TABLE userplane_links`
      const asked: ReadonlyArray<Effect.Effect<unknown, Error>> = [
        runs,
        status(id),
        submit({ id, user, links: [] }),
        Stream.runDrain(knownOutcomes(id))
      ]
      for (const effect of asked) {
        const error = yield* Effect.flip(effect)
        expect(error).toBeInstanceOf(Fleet.FleetUnavailable)
        expect(error.message).toMatch(/^The database of the runs cannot be used: .*(no such table|does not exist)/)
      }
    })
  )
})

describe("a worker", () => {
  test(
    "accounts for each link once, over several batches, and leaves no row of the engine",
    Effect.gen(function* () {
      const refs = yield* added(110)
      yield* started
      yield* submit(refs)
      expect(yield* done).toMatchObject({ final: 110, failed: 0, pending: 0, inFlight: 0 })
      yield* expectEachDeletedOnce(refs)
      yield* Effect.repeat(rowsOfEngine, { until: (rows) => rows === 0, schedule: Schedule.spaced("10 millis") })
    })
  )

  test(
    "can be watched until the run has ended",
    Effect.gen(function* () {
      const { outcomes, watch } = yield* Fleet.Fleet
      const refs = yield* added(12)
      yield* submit(refs)
      const watched = yield* Effect.fork(Stream.runCollect(watch(id)))
      const followed = yield* Effect.fork(Stream.runCollect(outcomes(id)))
      yield* started
      const progress = Chunk.toReadonlyArray(yield* Fiber.join(watched))
      expect(progress[0]).toMatchObject({ state: "Running", final: 0, owner: undefined })
      expect(progress.at(-1)).toMatchObject({
        state: "Done",
        final: 12,
        windows: [{ limit: 10_000, duration: 60_000, used: 12 }]
      })
      const sql = yield* SqlClient
      expect(yield* sql`SELECT owner FROM userplane_owners`).toEqual([{ owner: `${hostname()}:${process.pid}` }])
      const ended = Array.from(yield* Fiber.join(followed), ({ linkId }) => linkId)
      expect(ended.toSorted()).toEqual(refs.map(({ linkId }) => linkId).toSorted())
    })
  )

  test(
    "keeps the outcome of every kind",
    Effect.gen(function* () {
      yield* submit([links.deletable, links.gone, links.forbidden, links.unknown, links.lostReply].map(refOf))
      yield* started
      expect(yield* done).toMatchObject({ final: 5, failed: 2 })
      expect((yield* outcomes).map(({ _tag, linkId }) => [linkId, _tag])).toEqual([
        [links.deletable, "Deleted"],
        [links.gone, "AlreadyGone"],
        [links.forbidden, "Failed"],
        [links.unknown, "Failed"],
        [links.lostReply, "Deleted"]
      ])
    })
  )

  test(
    "that is closed finishes what is in flight, and the next one asks for nothing again and leaves no row of the engine",
    Effect.gen(function* () {
      const refs = yield* added(60)
      yield* submit(refs)
      const close = yield* closable()
      yield* until(({ final }) => final >= 10)
      yield* close
      const { status } = yield* Fleet.Fleet
      const between = yield* status(id)
      expect(between).toMatchObject({ state: "Running", inFlight: 0 })
      expect(between.final).toBeLessThan(60)
      const sql = yield* SqlClient
      yield* sql`
        INSERT INTO userplane_engine_messages
          (id, shard_id, entity_type, entity_id, kind, tag, request_id, processed)
        VALUES (1, 'default:1', 'Workflow/UserplaneCleanUp', 'left behind', 0, 'run', 1, 1 = 1)`
      yield* started
      yield* done
      yield* expectEachDeletedOnce(refs)
      yield* Effect.repeat(rowsOfEngine, { until: (rows) => rows === 0, schedule: Schedule.spaced("10 millis") })
    })
  )

  test(
    "counts a link as deleted that was in flight when its process died, and is gone",
    Effect.gen(function* () {
      const sql = yield* SqlClient
      yield* submit([links.gone, links.deletable].map(refOf))
      yield* sql`UPDATE userplane_links SET state = 'InFlight', attempt = 1 WHERE link = ${links.gone}`
      yield* sql`UPDATE userplane_runs SET server = 'https://api.userplane.io/api/v1'`
      yield* started
      expect(yield* done).toMatchObject({ final: 2, failed: 0 })
      expect(yield* outcomes).toMatchObject([
        { linkId: links.gone, _tag: "Deleted", link: { confirmation: "GoneAfterLostReply" } },
        { linkId: links.deletable, _tag: "Deleted", link: { confirmation: "Reply" } }
      ])
    })
  )

  test(
    "pauses a run whose key is refused, with the reason, and another key lets it go on",
    Effect.gen(function* () {
      const { resume } = yield* Fleet.Fleet
      const refs = yield* added(10)
      yield* submit(refs)
      const close = yield* closable(keys.expired)
      const paused = yield* until(({ state }) => state === "Paused")
      expect(paused.pauseReason).toMatch(/^ApiKeyExpired: /)
      yield* close
      expect(yield* resume(id)).toMatchObject({ state: "Running", final: 0, pending: 10, pauseReason: undefined })
      const { clearRequests } = yield* Sandbox.Sandbox
      yield* clearRequests
      yield* started
      yield* done
      yield* expectEachDeletedOnce(refs)
      const found = yield* rows
      expect(Object.keys(found)).toEqual(
        expect.arrayContaining(["userplane_engine_messages", "userplane_links", "userplane_runs"])
      )
      for (const key of [keys.member, keys.expired]) expect(placesOf(Redacted.value(key), found)).toEqual([])
    })
  )

  test(
    "records its requests as core does, with the run",
    recorded(({ spans }) =>
      Effect.gen(function* () {
        const run = yield* Effect.sync(() => crypto.randomUUID())
        yield* submit(yield* added(3), run)
        yield* started
        yield* until(({ state }) => state === "Done", run)
        const runsOf = (name: string) =>
          spans.filter((span) => span.name === name).map(({ attributes }) => attributes.get("userplane.run.id"))
        for (const name of ["userplane.fleet.submit", "userplane.fleet.run", "userplane.fleet.batch"]) {
          expect([name, new Set(runsOf(name))]).toEqual([name, new Set([run])])
        }
        for (const name of ["Links.deleteLink", "DELETE /public/workspace/{workspaceId}/links/{linkId}"]) {
          expect([name, runsOf(name)]).toEqual([name, [run, run, run]])
        }
        const deleted = ClientMetrics.outcomes.pipe(
          Metric.tagged("outcome", "Reply"),
          Metric.tagged("userplane.run.id", run)
        )
        expect(yield* Metric.value(deleted)).toMatchObject({ count: 3 })
      })
    )
  )

  test(
    "goes on with the key that is named next, and shows no key anywhere",
    recorded(({ logs, spans }) =>
      Effect.gen(function* () {
        const { rotateKey, watch } = yield* Fleet.Fleet
        const refs = yield* added(10)
        yield* submit(refs)
        yield* startedWith(withKeyOf(user))
        const paused = yield* until(({ state }) => state === "Paused")
        expect(paused.pauseReason).toMatch(/^ApiKeyExpired: /)
        const { clearRequests } = yield* Sandbox.Sandbox
        yield* clearRequests
        expect(yield* rotateKey(user, "env:NEXT_KEY")).toMatchObject([{ id, state: "Running" }])
        yield* done
        yield* expectEachDeletedOnce(refs)
        const texts = {
          ...(yield* rows),
          logs: logs.join("\n"),
          spans: inspected(spans),
          progress: inspected(yield* Stream.runCollect(watch(id))),
          paused: inspected(paused)
        }
        expect((yield* rows)["userplane_keys"]).toContain("env:NEXT_KEY")
        expect(spans.length).toBeGreaterThan(20)
        for (const key of [keys.member, keys.expired]) expect(placesOf(Redacted.value(key), texts)).toEqual([])
      }).pipe(
        Effect.withConfigProvider(
          ConfigProvider.fromMap(
            new Map([
              ["USERPLANE_API_KEY", Fixtures.plainKeys.expired],
              ["NEXT_KEY", Fixtures.plainKeys.member]
            ])
          )
        )
      )
    )
  )

  test(
    "goes on with the journal of a clean-up that was begun elsewhere",
    Effect.gen(function* () {
      const { submit } = yield* Fleet.Fleet
      const refs = yield* added(30)
      const begun = Journal.layerMemory()
      const lines = yield* Effect.gen(function* () {
        const { lines } = yield* Journal.Journal
        yield* Stream.runDrain(Stream.take(deleteLinks(refs, { concurrency: 4 }), 10))
        return yield* Stream.runCollect(lines)
      }).pipe(Effect.provide([begun, withKey()]))
      const { final } = yield* Journal.fold(Stream.fromChunk(lines))
      expect(final).toBeGreaterThanOrEqual(10)
      expect(yield* submit({ id, user, links: refs, journal: Stream.fromChunk(lines) })).toMatchObject({
        final,
        failed: 0
      })
      yield* started
      expect(yield* done).toMatchObject({ final: 30, failed: 0 })
      // Those that were in flight are asked for again.
      const counts = yield* requested
      expect(Array.from(counts.values()).filter((count) => count > 1).length).toBeLessThanOrEqual(4)
      expect(new Set((yield* outcomes).map(({ _tag }) => _tag))).toEqual(new Set(["Deleted"]))
    })
  )

  test(
    "pauses a run that was begun on another server",
    Effect.gen(function* () {
      const sql = yield* SqlClient
      yield* submit([refOf(links.deletable)])
      yield* sql`UPDATE userplane_runs SET server = 'https://other.example/api/v1'`
      yield* started
      const { pauseReason } = yield* until(({ state }) => state === "Paused")
      expect(pauseReason).toMatch(/^JournalMismatch: /)
      expect(yield* requested).toEqual(new Map())
    })
  )

  test(
    "refuses a client that cannot read the ids of the engine, and one of another database",
    Effect.gen(function* () {
      const userplane = Userplane.layer({ apiKey: keys.member }).pipe(Layer.provide(SandboxHttpClient.layer))
      const refusal = <E>(layer: Layer.Layer<never, E, SqlClient | Userplane.Userplane>) => {
        const built = Layer.build(Layer.provide(layer, [userplane, Sqlite.layerOfNumbers]))
        return Effect.map(Effect.flip(Effect.catchAllDefect(built, Effect.fail)), String)
      }
      expect(yield* refusal(FleetWorker.layerSqlite({ user }))).toContain('intMode: "bigint"')
      expect(yield* refusal(FleetWorker.layerPostgres({ user }))).toContain("another database")
    })
  )
})

describe("a run that is going on", () => {
  test(
    "is paused and resumed",
    Effect.gen(function* () {
      const { pause, resume } = yield* Fleet.Fleet
      const refs = yield* added(60)
      yield* submit(refs)
      yield* started
      yield* until(({ final }) => final >= 10)
      expect(yield* pause(id)).toMatchObject({ state: "Paused", pauseReason: undefined })
      const paused = yield* until(({ inFlight }) => inFlight === 0)
      expect(paused.final).toBeLessThan(60)
      expect((yield* requested).size).toBe(paused.final)
      yield* resume(id)
      yield* done
      yield* expectEachDeletedOnce(refs)
    })
  )

  test(
    "is cancelled for good, and the worker goes on with others",
    Effect.gen(function* () {
      const { cancel, resume, status } = yield* Fleet.Fleet
      const refs = yield* added(80)
      yield* submit(refs.slice(0, 60))
      yield* started
      yield* until(({ final }) => final >= 10)
      yield* cancel(id)
      const cancelled = yield* until(({ inFlight }) => inFlight === 0)
      yield* submit(refs.slice(60), "another")
      yield* until(({ state }) => state === "Done", "another")
      expect(yield* resume(id)).toEqual(cancelled)
      expect(yield* status(id)).toMatchObject({ state: "Cancelled", final: cancelled.final })
      expect((yield* requested).size).toBe(cancelled.final + 20)
    })
  )
})

describe("a run that is updated", () => {
  test(
    "goes on with another concurrency",
    Effect.gen(function* () {
      const { update } = yield* Fleet.Fleet
      const refs = yield* added(40)
      yield* submit(refs, id, 1)
      yield* started
      yield* until(({ final }) => final >= 3)
      expect(yield* update(id, { concurrency: 4 })).toMatchObject({ state: "Running", concurrency: 4 })
      yield* until(({ inFlight }) => inFlight > 1)
      yield* done
      yield* expectEachDeletedOnce(refs)
    })
  )

  test(
    "uses no more than its share of what all programs have used",
    Effect.gen(function* () {
      const { submit, update, watch } = yield* Fleet.Fleet
      const refs = yield* added(30)
      yield* submit({ id, user, links: refs, share: 0.001 })
      yield* started
      const isWaiting = ({ inFlight, waitingFor }: Fleet.RunProgress) => waitingFor !== undefined && inFlight === 0
      expect(Option.getOrThrow(yield* Stream.runHead(Stream.filter(watch(id), isWaiting)))).toMatchObject({
        share: 0.001,
        final: 10,
        waitingFor: { reason: "Window", window: { limit: 10, duration: 60_000 } },
        windows: [{ limit: 10_000, duration: 60_000, used: 10 }]
      })
      yield* update(id, { share: 1 })
      yield* done
      yield* expectEachDeletedOnce(refs)
    })
  )
})

describe("the fence", () => {
  test(
    "lets nobody send but the last who claimed the run, while it is running",
    Effect.gen(function* () {
      const { cancel, pause, resume } = yield* Fleet.Fleet
      const ledger = Ledger.make(yield* SqlClient)
      const line = sendingLine(refOf(links.deletable))
      yield* submit([refOf(links.deletable)])
      const [first, second] = yield* Effect.all([ledger.claim(id), ledger.claim(id)])
      if (first === undefined || second === undefined) return expect.fail("not claimed")
      expect(yield* ledger.send(first, line)).toBe(false)
      expect(yield* ledger.send(second, line)).toBe(true)
      expect(yield* ledger.open(id, 10)).toEqual([{ ...refOf(links.deletable), state: "InFlight", attempt: 1 }])
      yield* pause(id)
      expect(yield* ledger.send(second, line)).toBe(false)
      expect(yield* ledger.claim(id)).toBeUndefined()
      yield* resume(id)
      expect(yield* ledger.send(second, line)).toBe(true)
      yield* cancel(id)
      expect(yield* ledger.isAsClaimed(second)).toBe(false)
    })
  )
})
