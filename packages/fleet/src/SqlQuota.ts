/**
 * A quota in a database: all programs of a user share it, whichever machines they run on.
 *
 * @since 0.1.0
 */
import type { MigrationError } from "@effect/sql/Migrator"
import { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Quota from "@effect-userplane/core/Quota"
import type * as SharedQuota from "@effect-userplane/core/SharedQuota"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { checkedName } from "./internal/database/checkedName.js"
import * as Permits from "./internal/quota/permits.js"
import * as SqlQuota from "./internal/quota/sqlQuota.js"
import * as Migrations from "./Migrations.js"

/**
 * The user of the quota, its windows, and the times after which a permit is given back.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options extends SharedQuota.Options {
  /**
   * The name by which all programs of the user know the quota, such as the user's id or e-mail address. It stands in the
   * database, so it is not the API key.
   */
  readonly user: string
}

/**
 * The quota of a user in a database, Postgres or SQLite. Every request takes a permit there before it is sent, so that no window
 * holds more than its limit, however many programs send at the same time; a 429 that one of them meets pauses all. In Postgres
 * that is one round trip, and the clock of the server alone counts. A SQLite file is for the programs of one process.
 *
 * A permit whose process died counts as ended after its lease, which is the time that its request may take and `sendWithin`.
 * While the database cannot be reached nothing is sent, the wait says so, and the run continues by itself.
 *
 * The tables are created when the layer is built, as `Migrations.run` says, with its failures. A window that is out of
 * range, and a `user` that is empty or begins as an API key does, are defects: `IllegalArgumentException`.
 *
 * @example
 * ```ts
 * import * as SqlQuota from "@effect-userplane/fleet/SqlQuota"
 * import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
 * import * as Layer from "effect/Layer"
 *
 * const QuotaLive = SqlQuota.layer({ user: "ada@example.com" }).pipe(
 *   Layer.provide(LibsqlClient.layer({ url: "file:userplane.db" }))
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<Quota.Quota, MigrationError | SqlError, SqlClient> =>
  Layer.scoped(
    Quota.Quota,
    Effect.gen(function* () {
      const sql = yield* SqlClient
      const named = { ...options, user: checkedName("SqlQuota: user", options.user) }
      yield* Migrations.run
      yield* Permits.register(sql, SqlQuota.decode(named))
      return yield* SqlQuota.make(sql, named)
    })
  )
