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
import type { Userplane } from "@effect-userplane/core/Userplane"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { onDialect } from "./internal/database/dialect.js"
import * as Engine from "./internal/engine/workflows.js"
import { parts } from "./internal/quota/sqlQuota.js"
import { batch, looksEvery } from "./internal/run/batch.js"
import * as Ledger from "./internal/run/ledger.js"
import { owner } from "./internal/run/owner.js"
import * as Report from "./internal/run/report.js"
import * as SqlQuota from "./SqlQuota.js"

/**
 * The user whose runs a worker works on, and their quota.
 *
 * @since 0.1.0
 * @category options
 */
export type Options = SqlQuota.Options

/**
 * The user whose runs a worker works on, their quota, and the lease of the worker.
 *
 * @since 0.1.0
 * @category options
 */
export interface PostgresOptions extends Omit<SqlQuota.Options, "sendWithin"> {
  /**
   * The time after which the runs of a worker that has died, is stopped, or cannot reach the database go to other workers: at
   * least a second, counted by the clock of the database in whole seconds. All workers of a database have the same.
   * Default: 10 seconds.
   */
  readonly lease?: Duration.DurationInput | undefined
}

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

const checkedLease = (input: Duration.DurationInput): Duration.Duration => {
  const lease = Duration.decode(input)
  if (Duration.greaterThanOrEqualTo(lease, Duration.seconds(1)) && Duration.isFinite(lease)) return lease
  throw new Cause.IllegalArgumentException(
    `FleetWorker: lease must be at least a second, not ${Duration.format(lease)}`
  )
}

const make = (
  options: SqlQuota.Options,
  check: (sql: SqlClient.SqlClient) => Effect.Effect<unknown>,
  engine: (batch: Engine.Batch) => Layer.Layer<Engine.Engine, never, SqlClient.SqlClient>
) =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* check(sql)
      const ledger = Ledger.make(sql)
      const context = yield* Effect.context<Userplane>()
      const closing = yield* Deferred.make<void>()
      const working = batch({
        ledger,
        closing,
        quotaOf: yield* parts(sql, options),
        report: Report.make(sql, owner())
      })

      const work = Effect.gen(function* () {
        const { execute, owns } = yield* Engine.Engine
        const runs = yield* FiberMap.make<string, void, never>()
        yield* Effect.addFinalizer(() =>
          Effect.zipRight(Deferred.succeed(closing, undefined), FiberMap.awaitEmpty(runs))
        )
        yield* ledger.running(options.user).pipe(
          Effect.flatMap(Effect.filter(owns)),
          Effect.flatMap(Effect.forEach((run) => FiberMap.run(runs, run, execute(run), { onlyIfMissing: true }))),
          Effect.catchAll((error) => Effect.logWarning("The runs could not be read", error)),
          Effect.repeat(Schedule.spaced(looksEvery)),
          Effect.forkScoped
        )
      })

      return Layer.scopedDiscard(work).pipe(
        Layer.provide(engine((run, owns) => Effect.provide(working(run, owns), context)))
      )
    })
  ).pipe(Layer.provide(SqlQuota.layer(options)))

/**
 * A worker over a SQLite file, in the one process that has it: works on all runs of the user that are `Running`, those that are
 * submitted or resumed later included, until the layer is closed. Then it finishes the requests that are in flight, stores
 * their outcomes, and sends nothing more; the next worker goes on.
 *
 * The links are deleted as `deleteLinks` deletes them, with the `Userplane` client and the `RetryPolicy` of the context, under the
 * quota of `SqlQuota.layer` for the user. What would end `deleteLinks` with `RunStopped`, such as a key that was rejected, pauses the
 * run with the reason, which `Fleet.status` shows. `FleetKey` gives the client a key that can be rotated from anywhere.
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
  make(options, (sql) => readLargeIntegers(onDialect("sqlite", "FleetWorker.layerSqlite", sql)), Engine.layerSqlite)

/**
 * A worker over Postgres, one of any number in any processes, on any machines. Together they work on all runs of the user that are
 * `Running`, each run by one of them at a time. One that is closed finishes the requests that are in flight, stores their
 * outcomes, and hands its runs over at once. The runs of one that has died, is stopped, or cannot reach the database go to others
 * after its lease.
 *
 * The links are deleted as `layerSqlite` has it. The permits of the quota are taken again where more than half the lease has
 * passed before a request could leave.
 *
 * A worker holds one connection of the client for itself, and needs at least one more. Another database is a defect, as is a lease
 * of less than a second: `IllegalArgumentException`. Fails as `SqlQuota.layer` does.
 *
 * @example
 * ```ts
 * import * as Userplane from "@effect-userplane/core/Userplane"
 * import * as FleetWorker from "@effect-userplane/fleet/FleetWorker"
 * import * as PgClient from "@effect/sql-pg/PgClient"
 * import * as Config from "effect/Config"
 * import * as Layer from "effect/Layer"
 *
 * const Worker = FleetWorker.layerPostgres({ user: "ada@example.com" }).pipe(
 *   Layer.provide([Userplane.layerFetch, PgClient.layerConfig({ url: Config.redacted("DATABASE_URL") })])
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerPostgres = (
  options: PostgresOptions
): Layer.Layer<never, MigrationError | SqlError, SqlClient.SqlClient | Userplane> => {
  const lease = checkedLease(options.lease ?? "10 seconds")
  // Who takes over may ask for a link whose request has not left yet: it must not leave later. The lease is renewed three
  // times, so at least two thirds of it are left.
  return make(
    { ...options, sendWithin: Duration.unsafeDivide(lease, 2) },
    (sql) => Effect.sync(() => onDialect("pg", "FleetWorker.layerPostgres", sql)),
    (batch) => Engine.layerPostgres(batch, lease)
  )
}
