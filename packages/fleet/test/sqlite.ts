/** A SQLite file of its own for a test. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SqlClient } from "@effect/sql/SqlClient"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "userplane-sqlite-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** The path of a database with nothing in it. */
const database = Effect.map(folder, (folder) => join(folder, "userplane.db"))

/** A client of a database, which returns integers as those need it who have larger ones in the same database. */
const clientOf = (path: string) =>
  Layer.provideMerge(
    // No test turns the machine off, so no statement need wait for the disk.
    Layer.effectDiscard(Effect.flatMap(SqlClient, (sql) => sql`PRAGMA synchronous = OFF`)),
    LibsqlClient.layer({ url: `file:${path}`, intMode: "bigint" })
  )

/** A client of a database with nothing in it. */
export const layer = Layer.unwrapScoped(Effect.map(database, clientOf))

/** A client of a database with nothing in it, which cannot return larger integers. */
export const layerOfNumbers = Layer.unwrapScoped(
  Effect.map(database, (path) => LibsqlClient.layer({ url: `file:${path}` }))
)
