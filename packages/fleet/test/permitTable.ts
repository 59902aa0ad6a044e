/** The log of permits in a database, stated once for SQLite and Postgres. Time passes by making what is there older. */
import { SqlClient } from "@effect/sql/SqlClient"
import { describe, expect, it } from "@effect/vitest"
import type { PermitLog } from "@effect-userplane/core/PermitLog"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Permits from "../src/internal/quota/permits.js"
import type { Quota } from "../src/internal/quota/take.js"
import * as Migrations from "../src/Migrations.js"

const minute = { limit: 2, millis: 60_000 }

const hour = { limit: 3, millis: 3_600_000 }

const lease = Duration.seconds(40)

const logOf = ({ user = "ada", windows = [minute] }: Partial<Quota> = {}) =>
  Effect.flatMap(SqlClient, (sql) =>
    Effect.as(Permits.register(sql, { user, windows }), Permits.make(sql, { user, windows, leastMillis: 0 }))
  )

const take = ({ take }: PermitLog, id: string) => take({ id, lease })

const takeAll = (log: PermitLog, ids: ReadonlyArray<string>) => Effect.forEach(ids, (id) => take(log, id))

/** Lets time pass for what is in the tables. */
const pass = (duration: Duration.DurationInput) =>
  Effect.flatMap(SqlClient, (sql) => {
    const millis = Duration.toMillis(duration)
    return Effect.zipRight(
      sql`UPDATE userplane_permits SET taken_at = taken_at - ${millis}, ended_at = ended_at - ${millis}`,
      sql`UPDATE userplane_quotas SET paused_until = paused_until - ${millis}`
    )
  })

const permits = Effect.flatMap(
  SqlClient,
  (sql) => sql<{ readonly id: string }>`SELECT id FROM userplane_permits ORDER BY id`
).pipe(Effect.map((rows) => rows.map(({ id }) => id)))

const full = { reason: "Window", window: { limit: 2, duration: Duration.minutes(1) } }

/** Expects a duration that is this long, or shorter by what the test took. */
const upTo = (duration: Duration.Duration | undefined, most: Duration.DurationInput) => {
  expect(duration).toBeDefined()
  if (duration === undefined) return
  const millis = Duration.toMillis(duration)
  expect(millis).toBeLessThanOrEqual(Duration.toMillis(most))
  expect(millis).toBeGreaterThan(Duration.toMillis(most) - 20_000)
}

/** @param database - A client of a database with nothing in it, made anew for each test. */
export const permitTable = <E>(database: Layer.Layer<SqlClient, E>): void => {
  const test = (name: string, effect: Effect.Effect<unknown, unknown, SqlClient>) =>
    it.live(name, () => Effect.provide(Effect.zipRight(Migrations.run, effect), database))

  describe("a permit", () => {
    test(
      "is taken until a window is full, and again when the first has left it",
      Effect.gen(function* () {
        const log = yield* logOf()
        expect(yield* takeAll(log, ["a", "b"])).toEqual([undefined, undefined])
        yield* log.end("a")
        yield* log.end("b")
        const refused = yield* take(log, "c")
        expect(refused).toMatchObject(full)
        if (refused?.reason === "Window") upTo(refused.opensIn, "1 minute")
        yield* pass("1 minute")
        expect(yield* take(log, "c")).toBeUndefined()
      })
    )

    test(
      "counts until a window after its end, and nobody knows how long while its request is in flight",
      Effect.gen(function* () {
        const log = yield* logOf()
        yield* takeAll(log, ["a", "b"])
        expect(yield* take(log, "c")).toMatchObject({ ...full, opensIn: undefined })
        yield* pass("30 seconds")
        yield* log.end("a")
        yield* log.end("b")
        yield* pass("59 seconds")
        expect(yield* take(log, "c")).toMatchObject(full)
        yield* pass("1 second")
        expect(yield* take(log, "c")).toBeUndefined()
      })
    )

    test(
      "whose process died counts as ended when its lease runs out",
      Effect.gen(function* () {
        const log = yield* logOf()
        yield* takeAll(log, ["a", "b"])
        yield* pass("45 seconds")
        const refused = yield* take(log, "c")
        expect(refused).toMatchObject(full)
        if (refused?.reason === "Window") upTo(refused.opensIn, "55 seconds")
        yield* pass("55 seconds")
        expect(yield* take(log, "c")).toBeUndefined()
      })
    )

    test(
      "that is asked for again is the same one, with a new lease",
      Effect.gen(function* () {
        const log = yield* logOf()
        yield* takeAll(log, ["a", "a", "b"])
        expect(yield* permits).toEqual(["a", "b"])
        yield* pass("39 seconds")
        expect(yield* take(log, "b")).toBeUndefined()
        yield* pass("30 seconds")
        expect(yield* take(log, "c")).toMatchObject({ ...full, opensIn: expect.anything() })
      })
    )

    test(
      "that was never used does not count",
      Effect.gen(function* () {
        const log = yield* logOf()
        yield* takeAll(log, ["a", "b"])
        yield* log.cancel("a")
        expect(yield* take(log, "c")).toBeUndefined()
      })
    )

    test(
      "needs room in every window, and the wait is for the one that opens last",
      Effect.gen(function* () {
        const log = yield* logOf({ windows: [minute, hour] })
        yield* takeAll(log, ["a", "b"])
        yield* Effect.forEach(["a", "b"], log.end)
        yield* pass("1 minute")
        yield* take(log, "c")
        yield* log.end("c")
        const refused = yield* take(log, "d")
        expect(refused).toMatchObject({ reason: "Window", window: { limit: 3 } })
        if (refused?.reason === "Window") upTo(refused.opensIn, "59 minutes")
      })
    )

    test(
      "of one user is nothing to another",
      Effect.gen(function* () {
        yield* takeAll(yield* logOf(), ["a", "b"])
        expect(yield* take(yield* logOf({ user: "grace" }), "c")).toBeUndefined()
      })
    )

    test(
      "is taken by as many as there is room for, however many ask at the same time",
      Effect.gen(function* () {
        const log = yield* logOf({ windows: [{ limit: 10, millis: 60_000 }] })
        const ids = Array.from({ length: 40 }, (_, index) => `p${index}`)
        const refusals = yield* Effect.forEach(ids, (id) => take(log, id), { concurrency: "unbounded" })
        expect(refusals.filter((refusal) => refusal === undefined)).toHaveLength(10)
        expect(yield* permits).toHaveLength(10)
      })
    )

    test(
      "is taken, and counts, where the row of the user is missing",
      Effect.gen(function* () {
        const sql = yield* SqlClient
        const log = yield* logOf()
        yield* sql`DELETE FROM userplane_quotas`
        const refusals = yield* Effect.forEach(["a", "b", "c"], (id) => take(log, id), { concurrency: "unbounded" })
        expect(refusals.filter((refusal) => refusal === undefined)).toHaveLength(2)
      })
    )
  })

  describe("without windows", () => {
    test(
      "every permit is taken",
      Effect.gen(function* () {
        const log = yield* logOf({ windows: [] })
        expect(yield* takeAll(log, ["a", "b", "c"])).toEqual([undefined, undefined, undefined])
      })
    )
  })

  describe("a pause", () => {
    test(
      "refuses every permit until its end, and a shorter one does not shorten it",
      Effect.gen(function* () {
        const log = yield* logOf()
        yield* log.pause(Duration.seconds(50))
        yield* log.pause(Duration.seconds(1))
        const refused = yield* take(log, "a")
        expect(refused).toMatchObject({ reason: "Pause" })
        if (refused?.reason === "Pause") upTo(refused.endsIn, "50 seconds")
        yield* pass("50 seconds")
        expect(yield* take(log, "a")).toBeUndefined()
      })
    )

    test(
      "holds where the row of the user is missing",
      Effect.gen(function* () {
        const sql = yield* SqlClient
        const log = yield* logOf()
        yield* sql`DELETE FROM userplane_quotas`
        yield* log.pause(Duration.seconds(50))
        expect(yield* take(log, "a")).toMatchObject({ reason: "Pause" })
      })
    )
  })

  describe("the rows", () => {
    test(
      "of permits that count no more are deleted",
      Effect.gen(function* () {
        const log = yield* logOf()
        for (const id of ["a", "b", "c", "d"]) {
          yield* take(log, id)
          yield* log.end(id)
          yield* pass("1 minute")
        }
        yield* take(log, "e")
        expect(yield* permits).toEqual(["e"])
      })
    )

    test(
      "stay as long as any program of the user counts them",
      Effect.gen(function* () {
        const long = yield* logOf({ windows: [hour] })
        const short = yield* logOf()
        yield* takeAll(long, ["a", "b"])
        yield* Effect.forEach(["a", "b"], long.end)
        yield* pass("5 minutes")
        yield* takeAll(short, ["c", "d"])
        expect(yield* permits).toEqual(["a", "b", "c", "d"])
        expect(yield* take(long, "e")).toMatchObject({ reason: "Window", window: { limit: 3 } })
      })
    )
  })

  describe("the use of the quota", () => {
    test(
      "is what has ended, what is in flight and the pause",
      Effect.gen(function* () {
        const log = yield* logOf()
        const unused = yield* log.used
        expect(unused.saved).toMatchObject({ ended: [], inFlight: 0, pausedUntil: 0 })
        yield* takeAll(log, ["a", "b"])
        yield* log.end("a")
        yield* log.pause(Duration.seconds(50))
        const { now, saved } = yield* log.used
        expect(saved).toMatchObject({ inFlight: 1, savedAt: now, ended: [[expect.any(Number), 1]] })
        upTo(Duration.millis(saved.pausedUntil - now), "50 seconds")
      })
    )
  })
}
