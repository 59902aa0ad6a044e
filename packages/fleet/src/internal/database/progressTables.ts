import type { SqlClient } from "@effect/sql/SqlClient"
import { inOrder } from "./inOrder.js"

const statements = ["ALTER TABLE userplane_runs ADD COLUMN created_at bigint NOT NULL DEFAULT 0"]

/** What a run shows while it goes on. All times are milliseconds since the epoch. */
export const make = (sql: SqlClient) => inOrder(sql, statements)
