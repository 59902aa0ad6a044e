/** A Postgres server for the tests of a file. */
import { SqlClient } from "@effect/sql/SqlClient"
import { afterAll } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { clientOf } from "./client.js"
import { layer, Postgres } from "./postgres.js"

const emptied = Effect.tap(SqlClient, (sql) =>
  Effect.zipRight(sql`DROP SCHEMA public CASCADE`, sql`CREATE SCHEMA public`)
)

/** A client of a database that has nothing in it at first. */
const client = Layer.unwrapEffect(
  Effect.flatMap(Postgres, ({ database }) => Effect.map(database, (connection) => clientOf(connection)))
)

/** A server that starts with the first that needs it. */
export const serverOfFile = () => {
  const server = ManagedRuntime.make(Layer.provideMerge(client, layer))
  afterAll(() => server.dispose())
  const onServer = <A, E>(effect: Effect.Effect<A, E, Postgres | SqlClient>): Effect.Effect<A> =>
    Effect.promise(() => server.runPromise(effect))
  return {
    onServer,
    /** A client of a database that is emptied for each test. */
    empty: Layer.effect(SqlClient, onServer(emptied))
  }
}
