/**
 * The runs in a Postgres database.
 *
 * @since 0.1.0
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as FleetWorker from "@effect-userplane/fleet/FleetWorker"
import type { Options } from "@effect-userplane/fleet/SqlQuota"
import * as Config from "effect/Config"
import * as Layer from "effect/Layer"

/**
 * The database whose URL is in the environment: it holds a password.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options) =>
  FleetWorker.layerPostgres(options).pipe(
    Layer.provideMerge(PgClient.layerConfig({ url: Config.redacted("DATABASE_URL") }))
  )
