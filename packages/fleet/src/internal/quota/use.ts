import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Pacer } from "@effect-userplane/protocol/Pacer"
import * as QuotaState from "@effect-userplane/protocol/QuotaState"
import { documentedTolerance, type QuotaWindow } from "@effect-userplane/protocol/QuotaWindow"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Permits from "./permits.js"
import { shareOf } from "./share.js"

const decode = Schema.decodeOption(
  Schema.parseJson(Schema.Array(Schema.Struct({ limit: Schema.Number, millis: Schema.Number })))
)

/** The windows that the programs of a user hold to; none before the first of them has begun. */
export const windowsOf = (sql: SqlClient, user: string): Effect.Effect<ReadonlyArray<QuotaWindow>, SqlError> =>
  Effect.map(
    sql<{ readonly windows: string | null }>`SELECT windows FROM userplane_quotas WHERE user_id = ${user}`,
    ([row]) => Option.getOrElse(decode(row?.windows ?? "[]"), () => [])
  )

/** The number of requests of a user that count in a window, by the clock of the database. */
export const usedIn = (
  sql: SqlClient,
  user: string,
  { millis }: QuotaWindow,
  now: number
): Effect.Effect<number, SqlError> =>
  Effect.map(
    sql<{ readonly used: number }>`
      SELECT CAST(count(*) AS double precision) AS used FROM userplane_permits
      WHERE user_id = ${user} AND ended_at > ${now - millis}`,
    ([row]) => row?.used ?? 0
  )

interface Forecast {
  readonly user: string
  readonly windows: ReadonlyArray<QuotaWindow>
  readonly share: number
}

/**
 * The earliest time by which so many more requests could have started, by the clock of the database; `undefined` where the permits
 * cannot be read.
 */
export const forecast = (
  sql: SqlClient,
  { share, user, windows }: Forecast,
  requests: number
): Effect.Effect<number | undefined> => {
  const shared = shareOf(windows, share)
  return Permits.make(sql, { user, windows, leastMillis: 2 * documentedTolerance }).used.pipe(
    Effect.map(({ now, saved }) => {
      const state = QuotaState.restore(saved, shared, { monotonic: now, wall: now })
      return new Pacer(shared, documentedTolerance, state).forecast(now, requests)
    }),
    Effect.orElseSucceed(() => undefined)
  )
}
