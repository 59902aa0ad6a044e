/**
 * The runs in a SQLite file, whose driver is the one thing that the command cannot bring along.
 *
 * @since 0.1.0
 */
import { pathToFileURL } from "node:url"
import { SqlError } from "@effect/sql/SqlError"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import * as FleetWorker from "@effect-userplane/fleet/FleetWorker"
import type { Options } from "@effect-userplane/fleet/SqlQuota"
import * as Cause from "effect/Cause"
import * as Layer from "effect/Layer"

// The driver throws where it cannot open the file.
const client = (file: string) =>
  LibsqlClient.layer({ url: pathToFileURL(file).href, intMode: "bigint" }).pipe(
    Layer.catchAllCause((cause) =>
      Layer.fail(new SqlError({ cause: Cause.squash(cause), message: "It cannot be opened" }))
    )
  )

/**
 * The worker, and the database.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (file: string, options: Options) =>
  FleetWorker.layerSqlite(options).pipe(Layer.provideMerge(client(file)))
