import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"

/** Keeps the references to the keys of the users. */
export const make = (sql: SqlClient) => ({
  get: (user: string): Effect.Effect<string | undefined, SqlError> =>
    Effect.map(
      sql<{ readonly reference: string }>`SELECT reference FROM userplane_keys WHERE user_id = ${user}`,
      ([row]) => row?.reference
    ),

  /** Sets a reference, which is another one than before though it may read the same: there may be another key in its place. */
  set: (user: string, reference: string): Effect.Effect<unknown, SqlError> => sql`
    INSERT INTO userplane_keys AS k (user_id, reference, version) VALUES (${user}, ${reference}, 1)
    ON CONFLICT (user_id) DO UPDATE SET reference = excluded.reference, version = k.version + 1`
})
