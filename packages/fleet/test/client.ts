/** The clients of a Postgres server for the tests. */
import * as PgClient from "@effect/sql-pg/PgClient"

export interface Connection {
  /** The folder of the socket. */
  readonly host: string
  readonly database: string
}

/** A client of a database. */
export const clientOf = ({ database, host }: Connection, maxConnections = 10) =>
  PgClient.layer({ host, database, username: "userplane", maxConnections })
