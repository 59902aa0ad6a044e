import type { SqlClient } from "@effect/sql/SqlClient"
import { inOrder } from "./inOrder.js"

const statements = [
  `CREATE TABLE userplane_keys (
    user_id text PRIMARY KEY,
    reference text NOT NULL,
    version bigint NOT NULL
  )`
]

/** A reference to the key of each user, and how often there was another. A key is in none of them. */
export const make = (sql: SqlClient) => inOrder(sql, statements)
