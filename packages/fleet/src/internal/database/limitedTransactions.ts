import type { SqlClient } from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"

/** The time that a process which was stopped amid a transaction holds up the others. */
const idleInTransaction = "10s"

/** Sets the time that the transaction which is open may wait for its next statement. Postgres ends its connection then. */
export const limitIdle = (sql: SqlClient): Effect.Effect<void> =>
  Effect.asVoid(Effect.orDie(sql.unsafe(`SET LOCAL idle_in_transaction_session_timeout = '${idleInTransaction}'`)))

/** A client of Postgres whose transactions end by themselves when their process is stopped. */
export const limitedTransactions = (sql: SqlClient): SqlClient => {
  const withTransaction: SqlClient["withTransaction"] = (effect) =>
    sql.withTransaction(Effect.zipRight(limitIdle(sql), effect))
  return new Proxy(sql, {
    get: (target, key) => {
      if (key === "withTransaction") return withTransaction
      if (key === "withoutTransforms") return () => limitedTransactions(target.withoutTransforms())
      return Reflect.get(target, key)
    }
  })
}
