/**
 * The worker of a fleet: it works on the runs that were submitted.
 *
 * It needs `@effect/cluster` and `@effect/workflow`, which nothing else in this package does.
 *
 * @since 0.1.0
 */
import type { MigrationError } from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Quota } from "@effect-userplane/core/Quota"
import type { Userplane } from "@effect-userplane/core/Userplane"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { onSqlite } from "./internal/database/dialect.js"
import { batch, looksEvery } from "./internal/run/batch.js"
import * as Engine from "./internal/run/engine.js"
import * as Ledger from "./internal/run/ledger.js"
import * as SqlQuota from "./SqlQuota.js"

/**
 * The user whose runs a worker works on, and their quota.
 *
 * @since 0.1.0
 * @category options
 */
export type Options = SqlQuota.Options

// The ids of the engine's messages are larger than a number can tell apart.
const readLargeIntegers = (sql: SqlClient.SqlClient) => {
  const large = "4611686018427387905"
  const wrong = new Cause.IllegalArgumentException(
    `FleetWorker: the client must return large integers as they are; set intMode: "bigint" with @effect/sql-libsql`
  )
  return sql.unsafe<{ readonly large: unknown }>(`SELECT ${large} AS large`).pipe(
    Effect.provideService(SqlClient.SafeIntegers, true),
    Effect.filterOrFail(
      ([row]) => String(row?.large) === large,
      () => wrong
    ),
    Effect.catchAll(() => Effect.die(wrong))
  )
}

/**
 * A worker over a SQLite file, in the one process that has it: works on all runs of the user that are `Running`, those that are
 * submitted or resumed later included, until the layer is closed. Then it finishes the requests that are in flight, stores
 * their outcomes, and sends nothing more; the next worker goes on.
 *
 * The links are deleted as `deleteLinks` deletes them, with the `Userplane` client and the `RetryPolicy` of the context, under the
 * quota of `SqlQuota.layer` for the user. What would end `deleteLinks` with `RunStopped`, such as a key that was rejected, pauses the
 * run with the reason, which `Fleet.status` shows.
 *
 * The client has to return large integers as they are: `intMode: "bigint"` with `@effect/sql-libsql`. Another one is a defect,
 * as is a database other than SQLite: `IllegalArgumentException`. Fails as `SqlQuota.layer` does.
 *
 * @example
 * ```ts
 * import * as Userplane from "@effect-userplane/core/Userplane"
 * import * as FleetWorker from "@effect-userplane/fleet/FleetWorker"
 * import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const Worker = FleetWorker.layerSqlite({ user: "ada@example.com" }).pipe(
 *   Layer.provide([Userplane.layerFetch, LibsqlClient.layer({ url: "file:userplane.db", intMode: "bigint" })])
 * )
 *
 * const program = Effect.scoped(Layer.launch(Worker))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerSqlite = (
  options: Options
): Layer.Layer<never, MigrationError | SqlError, SqlClient.SqlClient | Userplane> =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const sql = onSqlite("FleetWorker", yield* SqlClient.SqlClient)
      yield* readLargeIntegers(sql)
      const ledger = Ledger.make(sql)
      const context = yield* Effect.context<Quota | Userplane>()
      const closing = yield* Deferred.make<void>()
      const working = batch({ ledger, closing })

      const work = Effect.gen(function* () {
        const { execute } = yield* Engine.Engine
        const runs = yield* FiberMap.make<string, void, never>()
        yield* Effect.addFinalizer(() =>
          Effect.zipRight(Deferred.succeed(closing, undefined), FiberMap.awaitEmpty(runs))
        )
        yield* ledger.running(options.user).pipe(
          Effect.flatMap(Effect.forEach((run) => FiberMap.run(runs, run, execute(run), { onlyIfMissing: true }))),
          Effect.catchAll((error) => Effect.logWarning("The runs could not be read", error)),
          Effect.repeat(Schedule.spaced(looksEvery)),
          Effect.forkScoped
        )
      })

      return Layer.scopedDiscard(work).pipe(
        Layer.provide(Engine.layerSqlite((run) => Effect.provide(working(run), context)))
      )
    })
  ).pipe(Layer.provide(SqlQuota.layer(options)))
