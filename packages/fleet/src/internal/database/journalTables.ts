import type { SqlClient } from "@effect/sql/SqlClient"
import { inOrder } from "./inOrder.js"

const statements = [
  `CREATE TABLE userplane_journals (
    run text PRIMARY KEY,
    epoch bigint NOT NULL,
    held_until bigint NOT NULL
  )`,
  `CREATE TABLE userplane_journal_lines (
    run text NOT NULL,
    number bigint NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (run, number)
  )`
]

/** The journals, each with the epoch of the process that holds it, and their lines. */
export const make = (sql: SqlClient) => inOrder(sql, statements)
