import type { SqlClient } from "@effect/sql/SqlClient"
import { type DialectName, nameOf } from "./dialect.js"
import { inOrder } from "./inOrder.js"

const tables = [
  `CREATE TABLE userplane_runs (
    id text PRIMARY KEY,
    user_id text NOT NULL,
    state text NOT NULL,
    epoch bigint NOT NULL,
    concurrency bigint NOT NULL,
    server text,
    pause_reason text
  )`,
  "CREATE INDEX userplane_runs_state ON userplane_runs (user_id, state)",
  `CREATE TABLE userplane_links (
    run text NOT NULL,
    number bigint NOT NULL,
    workspace text NOT NULL,
    link text NOT NULL,
    state text NOT NULL,
    attempt bigint NOT NULL,
    outcome text,
    epoch bigint NOT NULL,
    PRIMARY KEY (run, number),
    UNIQUE (run, workspace, link)
  )`,
  "CREATE INDEX userplane_links_open ON userplane_links (run, number) WHERE outcome IS NULL"
]

const statements: { readonly [D in DialectName]: ReadonlyArray<string> } = {
  // Two statements that take in links at the same time would both count on from the same number.
  pg: [...tables, "CREATE SEQUENCE userplane_link_numbers"],
  sqlite: tables
}

/** The runs of the fleet, each with the epoch of its owner, and their links with what became of them. */
export const make = (sql: SqlClient) => inOrder(sql, statements[nameOf(sql)])
