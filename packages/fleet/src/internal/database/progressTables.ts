import type { SqlClient } from "@effect/sql/SqlClient"
import { inOrder } from "./inOrder.js"

const statements = [
  "ALTER TABLE userplane_runs ADD COLUMN created_at bigint NOT NULL DEFAULT 0",
  "ALTER TABLE userplane_runs ADD COLUMN share double precision NOT NULL DEFAULT 1",
  "ALTER TABLE userplane_links ADD COLUMN settled_at bigint",
  // Counts, rates and the newest failures are read from this one alone.
  "CREATE INDEX userplane_links_states ON userplane_links (run, state, settled_at)",
  "CREATE INDEX userplane_links_settled ON userplane_links (run, number) WHERE outcome IS NOT NULL",
  "ALTER TABLE userplane_quotas ADD COLUMN windows text",
  // Beside the runs, whose rows every request locks for a moment.
  `CREATE TABLE userplane_owners (
    run text PRIMARY KEY,
    epoch bigint NOT NULL,
    owner text NOT NULL,
    waiting text,
    seen_at bigint NOT NULL
  )`
]

/** What a run shows while it goes on. All times are milliseconds since the epoch. */
export const make = (sql: SqlClient) => inOrder(sql, statements)
