/** What a database holds. */
import { SqlClient } from "@effect/sql/SqlClient"
import { inspected } from "@effect-userplane/testing/KeySearch"
import * as Effect from "effect/Effect"

/** All rows of all tables, as text. */
export const rows = Effect.gen(function* () {
  const sql = yield* SqlClient
  const tables = yield* sql.onDialectOrElse({
    pg: () => sql<{ readonly name: string }>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    orElse: () => sql<{ readonly name: string }>`SELECT name FROM sqlite_master WHERE type = 'table'`
  })
  const entries = yield* Effect.forEach(tables, ({ name }) =>
    Effect.map(sql`SELECT * FROM ${sql(name)}`, (rows) => [name, inspected(rows)] as const)
  )
  return Object.fromEntries(entries)
})
