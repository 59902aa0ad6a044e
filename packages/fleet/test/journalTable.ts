/** The journal in a database, stated once for SQLite and Postgres. */
import { SqlClient } from "@effect/sql/SqlClient"
import { describe, expect, it } from "@effect/vitest"
import * as Journal from "@effect-userplane/core/Journal"
import { ordinaryLink } from "@effect-userplane/testing/Client"
import { deletedLine, type Line, runLine, sendingLine, unavailableLine } from "@effect-userplane/testing/JournalLines"
import { journals } from "@effect-userplane/testing/Journals"
import * as Chunk from "effect/Chunk"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Migrations from "../src/Migrations.js"
import * as SqlJournal from "../src/SqlJournal.js"

const run = "clean-up"

/** Opens the journal, uses it, and closes it. */
const withJournal = <A, E, R>(
  use: (journal: typeof Journal.Journal.Service) => Effect.Effect<A, E, R>,
  options: Partial<SqlJournal.Options> = {}
) => Effect.provide(Effect.flatMap(Journal.Journal, use), Layer.fresh(SqlJournal.layer({ run, ...options })))

const append = (...lines: ReadonlyArray<Line>) => withJournal(({ append }) => Effect.forEach(lines, append))

const linesOf = (journal: Pick<typeof Journal.Journal.Service, "lines">) =>
  Effect.map(Stream.runCollect(journal.lines), Chunk.toReadonlyArray)

/** Has the journal held by a process that renews nothing. */
const heldFor = (millis: number) =>
  Effect.flatMap(SqlClient, (sql) =>
    Effect.zipRight(
      Migrations.run,
      sql`INSERT INTO userplane_journals (run, epoch, held_until) VALUES (${run}, 7, ${Date.now() + millis})`
    )
  )

/** @param database - A client of a database with nothing in it, made anew for each test. */
export const journalTable = <E>(database: Layer.Layer<SqlClient, E>): void => {
  const test = (name: string, effect: Effect.Effect<unknown, unknown, SqlClient>) =>
    it.live(name, () => Effect.provide(effect, database))

  journals({
    fold: (lines) => {
      const folded = Journal.fold(Stream.fromIterable(lines))
      return () => Effect.runPromise(folded)
    },
    inMemory: (lines = [], use) =>
      append(...lines).pipe(
        Effect.zipRight(
          withJournal((journal) =>
            Effect.promise(() =>
              use({
                append: (lines) => Effect.runPromise(Effect.forEach(lines, journal.append, { discard: true })),
                read: () => Effect.runPromise(linesOf(journal)),
                state: journal.state
              })
            )
          )
        ),
        Effect.provide(database),
        Effect.runPromise
      )
  })

  describe("the journal of a run", () => {
    test(
      "is resumed with its lines, and is nothing to another run",
      Effect.gen(function* () {
        const lines = [runLine(), sendingLine(), unavailableLine(), sendingLine(ordinaryLink, 2)]
        yield* append(...lines)
        yield* withJournal((journal) =>
          Effect.gen(function* () {
            expect(journal.state).toMatchObject({ lines: 4, runs: 1, final: 0 })
            expect([...journal.state.pendingLinks()]).toEqual([
              { ...ordinaryLink, attempts: 2, outcome: "NotDeleted", inFlight: true }
            ])
            yield* journal.append(deletedLine(ordinaryLink, 2))
            expect(journal.state.isFinal(ordinaryLink)).toBe(true)
            expect(yield* linesOf(journal)).toEqual([...lines, deletedLine(ordinaryLink, 2)])
          })
        )
        yield* withJournal(({ state }) => Effect.sync(() => expect(state.lines).toBe(0)), { run: "another" })
        expect(
          yield* linesOf({ lines: Stream.provideContext(SqlJournal.read(run), yield* Effect.context<SqlClient>()) })
        ).toHaveLength(5)
      })
    )

    test(
      "is read page by page, in the order of writing",
      Effect.gen(function* () {
        const lines = Array.from({ length: 2500 }, (_, index) =>
          sendingLine({ ...ordinaryLink, linkId: `lnk_${index}` })
        )
        yield* append()
        const sql = yield* SqlClient
        const rows = lines.map((line, index) => ({
          run,
          number: index + 1,
          line: JSON.stringify({ ...line, at: new Date(line.at).toISOString() })
        }))
        yield* Effect.forEach(
          [0, 500, 1000, 1500, 2000],
          (from) => sql`INSERT INTO userplane_journal_lines ${sql.insert(rows.slice(from, from + 500))}`
        )
        yield* withJournal((journal) =>
          Effect.gen(function* () {
            expect(journal.state.lines).toBe(2500)
            expect(yield* linesOf(journal)).toEqual(lines)
          })
        )
      })
    )

    test(
      "names the line that cannot be read",
      Effect.gen(function* () {
        yield* append(runLine(), sendingLine())
        const sql = yield* SqlClient
        yield* sql`UPDATE userplane_journal_lines SET line = '{"v":2}' WHERE number = 2`
        expect(yield* Effect.flip(append())).toMatchObject({ _tag: "JournalCorrupt", path: run, line: 2 })
      })
    )
  })

  describe("a journal that another process holds", () => {
    test(
      "cannot be had while that process renews it",
      Effect.gen(function* () {
        yield* heldFor(60_000)
        const sql = yield* SqlClient
        const renewed = sql`UPDATE userplane_journals SET held_until = held_until + 1`
        const onWait = () => Effect.orDie(renewed)
        const failure = yield* Effect.flip(withJournal(() => Effect.void, { lease: "200 millis", onWait }))
        expect(failure).toMatchObject({ _tag: "JournalLocked", path: run, lock: "epoch 7" })
      })
    )

    test(
      "is renewed",
      withJournal(
        () =>
          Effect.gen(function* () {
            const sql = yield* SqlClient
            const heldUntil = Effect.map(
              sql<{ readonly at: number }>`
                SELECT CAST(held_until AS double precision) AS at FROM userplane_journals`,
              ([row]) => row?.at ?? 0
            )
            const first = yield* heldUntil
            yield* Effect.repeat(heldUntil, { until: (at) => at > first, schedule: Schedule.spaced("10 millis") })
          }),
        { lease: "400 millis" }
      )
    )

    test(
      "is taken over once its lease has run out",
      Effect.gen(function* () {
        yield* heldFor(60_000)
        const sql = yield* SqlClient
        const waits: Array<string> = []
        const runOut = sql`UPDATE userplane_journals SET held_until = 0`
        const onWait = (lock: string, lease: Duration.Duration) =>
          Effect.sync(() => {
            waits.push(lock)
            expect(Duration.toMillis(lease)).toBeLessThanOrEqual(60_000)
          }).pipe(Effect.zipRight(Effect.orDie(runOut)))
        yield* withJournal(({ append }) => append(runLine()), { lease: "500 millis", onWait })
        expect(waits).toEqual(["epoch 7"])
        const [row] = yield* sql<{ readonly epoch: number }>`
          SELECT CAST(epoch AS double precision) AS epoch FROM userplane_journals`
        expect(row?.epoch).toBe(8)
      })
    )

    test(
      "is free at once when that process has ended well",
      Effect.gen(function* () {
        yield* append()
        const onWait = () => Effect.dieMessage("It waits")
        yield* withJournal(() => Effect.void, { onWait })
      })
    )

    test(
      "takes no more lines of the process that lost it",
      Effect.gen(function* () {
        const sql = yield* SqlClient
        yield* withJournal(({ append, state }) =>
          Effect.gen(function* () {
            yield* append(runLine())
            yield* sql`UPDATE userplane_journals SET epoch = 2`
            expect(yield* Effect.flip(append(sendingLine()))).toMatchObject({ _tag: "JournalLost", lock: "epoch 1" })
            expect(state.lines).toBe(1)
            expect(yield* linesOf({ lines: Stream.provideService(SqlJournal.read(run), SqlClient, sql) })).toHaveLength(
              1
            )
          })
        )
        // The one who has it now keeps it.
        const [row] = yield* sql<{ readonly free: number }>`
          SELECT CAST(count(*) AS double precision) AS free FROM userplane_journals WHERE held_until = 0`
        expect(row?.free).toBe(0)
      })
    )
  })

  describe("a database that goes away", () => {
    const away = Effect.flatMap(SqlClient, (sql) => sql`ALTER TABLE userplane_journal_lines RENAME TO userplane_away`)
    const back = Effect.flatMap(SqlClient, (sql) => sql`ALTER TABLE userplane_away RENAME TO userplane_journal_lines`)

    test(
      "is waited for, and the line is written once",
      withJournal((journal) =>
        Effect.gen(function* () {
          yield* journal.append(runLine())
          yield* away
          const tried = yield* Deferred.make<void>()
          const appending = Effect.zipRight(Deferred.succeed(tried, undefined), journal.append(sendingLine()))
          yield* Effect.all([appending, Effect.zipRight(Deferred.await(tried), back)], { concurrency: 2 })
          yield* journal.append(deletedLine())
          expect(yield* linesOf(journal)).toEqual([runLine(), sendingLine(), deletedLine()])
        })
      )
    )

    test(
      "stops the run when it stays away for longer than the patience",
      withJournal(
        ({ append }) =>
          Effect.gen(function* () {
            yield* away
            expect(yield* Effect.flip(append(runLine()))).toMatchObject({
              _tag: "JournalUnavailable",
              path: run,
              message: expect.stringContaining("userplane_journal_lines")
            })
          }),
        { patience: 0 }
      )
    )
  })
}
