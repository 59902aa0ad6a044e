/**
 * The runs in a SQLite file, whose driver is the one thing that the command cannot bring along.
 *
 * @since 0.1.0
 */
import { pathToFileURL } from "node:url"
import type { SqlClient } from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import * as Cause from "effect/Cause"
import type * as ConfigError from "effect/ConfigError"
import * as Layer from "effect/Layer"

export { layerSqlite as worker } from "@effect-userplane/fleet/FleetWorker"

/**
 * The client of a file. The driver throws where it cannot open it.
 *
 * @since 0.1.0
 * @category layers
 */
export const client = (file: string): Layer.Layer<SqlClient, ConfigError.ConfigError | SqlError> =>
  LibsqlClient.layer({ url: pathToFileURL(file).href, intMode: "bigint" }).pipe(
    Layer.catchAllCause((cause) =>
      Layer.fail(new SqlError({ cause: Cause.squash(cause), message: "It cannot be opened" }))
    )
  )
