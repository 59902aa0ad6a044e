import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** The databases that the tables exist for. */
export type DialectName = "pg" | "sqlite"

const other = (): DialectName => {
  throw new Cause.IllegalArgumentException("The tables exist for Postgres and SQLite alone")
}

/** The name of a client's dialect. Another database is a defect: `IllegalArgumentException`. */
export const nameOf = (sql: SqlClient.SqlClient): DialectName =>
  sql.onDialectOrElse({ pg: (): DialectName => "pg", sqlite: (): DialectName => "sqlite", orElse: other })

/** The client where it is one of a database, for what exists for that alone. Another is a defect: `IllegalArgumentException`. */
export const onDialect = (dialect: DialectName, who: string, sql: SqlClient.SqlClient): SqlClient.SqlClient => {
  if (nameOf(sql) === dialect) return sql
  throw new Cause.IllegalArgumentException(`${who}: the client is one of another database`)
}

/** The part in which the databases differ, for statements that are otherwise the same. */
export interface Dialect {
  /** The time in milliseconds since the epoch, as a part of a statement. */
  readonly now: Effect.Effect<Fragment>
  /** Keeps the rows that were read from being changed until the statement is committed. */
  readonly lockingShared: Fragment
  /**
   * Runs statements by themselves, even where the caller has a transaction open: a row that all programs share must never be
   * locked for as long as one of them likes.
   */
  readonly alone: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

// The statements of a client find an open transaction in the context.
const withoutTransaction = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.mapInputContext(effect, (context: Context.Context<R>) => {
    const kept = new Map(context.unsafeMap)
    kept.delete(SqlClient.TransactionConnection.key)
    return Context.unsafeMake<R>(kept)
  })

export const dialectOf = (sql: SqlClient.SqlClient): Dialect =>
  nameOf(sql) === "pg"
    ? {
        now: Effect.succeed(sql.literal("userplane_now()")),
        lockingShared: sql.literal("FOR SHARE"),
        alone: withoutTransaction
      }
    : {
        // One process has the file, so its clock is the database's.
        now: Effect.map(Clock.currentTimeMillis, (now) => sql.literal(String(Math.floor(now)))),
        lockingShared: sql.literal(""),
        // There is one connection, which waits for the transaction to end.
        alone: (effect) => effect
      }

/** The reason of a failed statement, as short as the driver gives it. */
export const reasonOf = ({ cause, message }: SqlError): string => {
  if (!(cause instanceof Error)) return message
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : message
  return cause.message === "" ? code : cause.message
}
