/** The clients of a Postgres server for the tests. */
import * as PgClient from "@effect/sql-pg/PgClient"

export interface Connection {
  /** The folder of the socket, or the host of the port. */
  readonly host: string
  readonly port?: number | undefined
  readonly database: string
}

/** A client of a database. */
export const clientOf = ({ database, host, port }: Connection, maxConnections = 10) =>
  PgClient.layer({ host, port, database, username: "userplane", maxConnections })
