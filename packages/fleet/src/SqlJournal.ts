/**
 * The journal of a bulk deletion in a database, so that a run can be resumed on any machine.
 *
 * @since 0.1.0
 */

import type { MigrationError } from "@effect/sql/Migrator"
import { SqlClient } from "@effect/sql/SqlClient"
import { Journal, type Line } from "@effect-userplane/core/Journal"
import type { JournalError } from "@effect-userplane/core/JournalError"
import type { LockOptions } from "@effect-userplane/core/JournalFile"
import { defaultLease } from "@effect-userplane/protocol/JournalLock"
import { MutableState } from "@effect-userplane/protocol/JournalState"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { appender } from "./internal/journal/append.js"
import * as Epoch from "./internal/journal/epoch.js"
import * as Lines from "./internal/journal/lines.js"
import * as Migrations from "./Migrations.js"

/**
 * The run that is journalled, and how long others and the database are waited for.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options extends LockOptions {
  /** The name of the run. A layer of the same name resumes it. */
  readonly run: string
  /**
   * The time for which a line is tried again while the database cannot be reached, before the run stops. Default: 30 seconds.
   */
  readonly patience?: Duration.DurationInput | undefined
}

/**
 * Makes a journal in a database, Postgres or SQLite: begins the run, or resumes it. `deleteLinks` does with it what it does with
 * the journal in a file: it passes over final links, asks for pending ones again, and refuses a journal of another server with
 * `RunStopped`, whose cause is `JournalMismatch`.
 *
 * A line that was appended survives the end of the process, and what else the database survives. A line is written only while
 * this process holds the journal, by one statement: a process that was stopped for longer than its lease, and whose journal was
 * taken over, fails with `JournalLost` before its next request. While the database cannot be reached, requests wait, and
 * after `patience` the run stops with `JournalUnavailable`. The lines are not kept in memory: only the ids of the final
 * links are, and the pending links.
 *
 * Fails with `JournalLocked` when another process holds the journal, `JournalCorrupt` when a line cannot be read, and
 * `JournalUnavailable` when the database cannot be used. In these failures, `path` is the name of the run. The tables are created
 * when the layer is built, as `Migrations.run` says, with its `MigrationError`.
 *
 * @example
 * ```ts
 * import { deleteLinks, type LinkRef } from "@effect-userplane/core/Links"
 * import * as SqlJournal from "@effect-userplane/fleet/SqlJournal"
 * import * as SqlQuota from "@effect-userplane/fleet/SqlQuota"
 * import * as PgClient from "@effect/sql-pg/PgClient"
 * import * as Config from "effect/Config"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 * import * as Stream from "effect/Stream"
 *
 * const Database = PgClient.layerConfig({ url: Config.redacted("DATABASE_URL") })
 *
 * const Shared = Layer.mergeAll(
 *   SqlQuota.layer({ user: "ada@example.com" }),
 *   SqlJournal.layer({ run: "clean-up" })
 * ).pipe(Layer.provide(Database))
 *
 * const cleanUp = (links: Iterable<LinkRef>) => Stream.runDrain(deleteLinks(links)).pipe(Effect.provide(Shared))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = ({
  lease = defaultLease,
  onWait,
  patience = "30 seconds",
  run
}: Options): Layer.Layer<Journal, JournalError | MigrationError, SqlClient> =>
  Layer.scoped(
    Journal,
    Effect.gen(function* () {
      const sql = yield* SqlClient
      yield* Migrations.run
      const epoch = yield* Epoch.acquire(sql, { run, lease: Duration.decode(lease), onWait })
      const state = new MutableState()
      let last = 0
      yield* Stream.runForEach(Lines.read(sql, run), ({ line, number }) =>
        Effect.sync(() => {
          state.add(line)
          last = number
        })
      )
      return {
        append: appender(sql, { run, epoch, state, last, patience: Duration.decode(patience) }),
        state,
        lines: Stream.map(Lines.read(sql, run), ({ line }) => line)
      }
    }).pipe(Effect.catchTag("SqlError", (error) => Lines.unavailable(run, error)))
  )

/**
 * Reads the lines of a journal, from the first. Another process may hold it.
 *
 * Fails with `JournalCorrupt` at a line that cannot be read, and with `JournalUnavailable` when the database cannot be used
 * or has no journals.
 *
 * @param run - The name of the run.
 *
 * @since 0.1.0
 * @category combinators
 */
export const read = (run: string): Stream.Stream<Line, JournalError, SqlClient> =>
  Stream.unwrap(Effect.map(SqlClient, (sql) => Stream.map(Lines.read(sql, run), ({ line }) => line)))
