/**
 * The runs in a Postgres database.
 *
 * @since 0.1.0
 */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import type * as Layer from "effect/Layer"

export { layerPostgres as worker } from "@effect-userplane/fleet/FleetWorker"

/**
 * The client of the database whose URL is in the environment: it holds a password.
 *
 * @since 0.1.0
 * @category layers
 */
export const client: Layer.Layer<SqlClient, ConfigError.ConfigError | SqlError> = PgClient.layerConfig({
  url: Config.redacted("DATABASE_URL")
})
