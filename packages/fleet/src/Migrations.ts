/**
 * The tables, all of whose names begin with `userplane_`. Each layer of this package creates or changes them by itself when it
 * is built.
 *
 * @since 0.1.0
 */
import * as Migrator from "@effect/sql/Migrator"
import { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { dialectOf, nameOf } from "./internal/database/dialect.js"
import * as JournalTables from "./internal/database/journalTables.js"
import * as KeyTables from "./internal/database/keyTables.js"
import { limitIdle } from "./internal/database/limitedTransactions.js"
import * as ProgressTables from "./internal/database/progressTables.js"
import * as QuotaTables from "./internal/database/quotaTables.js"
import * as RunTables from "./internal/database/runTables.js"

// A migration that was released is never changed: another one follows it.
const migrations = [
  { id: 1, name: "quota", make: QuotaTables.make },
  { id: 2, name: "journal", make: JournalTables.make },
  { id: 3, name: "runs", make: RunTables.make },
  { id: 4, name: "progress", make: ProgressTables.make },
  { id: 5, name: "keys", make: KeyTables.make }
]

const migrate = Migrator.make({})

/**
 * Runs the migrations that have not been run on this database, each once, whichever processes start at the same time. Their
 * versions are in the table `userplane_migrations`.
 *
 * Fails with a `SqlError` when the database cannot be reached, and with a `MigrationError` when its own table does not look as
 * it should. A migration that fails, for want of the right to create tables for instance, is a defect. So is a client of
 * another database than Postgres or SQLite: `IllegalArgumentException`.
 *
 * @since 0.1.0
 * @category migrations
 */
export const run: Effect.Effect<void, Migrator.MigrationError | SqlError, SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient
  const isPostgres = nameOf(sql) === "pg"
  const limited = isPostgres ? limitIdle(sql) : Effect.void
  // It is run inside the transaction.
  const loader = Effect.as(
    limited,
    migrations.map(({ id, make, name }): Migrator.ResolvedMigration => [id, name, Effect.succeed(make(sql))])
  )
  yield* migrate({ loader, table: "userplane_migrations" }).pipe(
    // Two that start on an empty database at the same time may both create the table of the versions: one of them fails.
    Effect.retry({ while: ({ _tag }) => _tag === "SqlError", schedule: Schedule.spaced("200 millis"), times: 3 }),
    dialectOf(sql).alone
  )
})

/**
 * The migrations as a layer, for programs that run them before anything else.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<never, Migrator.MigrationError | SqlError, SqlClient> =
  /* @__PURE__ */ Layer.effectDiscard(run)
