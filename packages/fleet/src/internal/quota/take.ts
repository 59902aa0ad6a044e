import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { QuotaWindow } from "@effect-userplane/protocol/QuotaWindow"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { nameOf } from "../database/dialect.js"

/** The user of a quota and its windows, in whole milliseconds. */
export interface Quota {
  readonly user: string
  readonly windows: ReadonlyArray<QuotaWindow>
}

/** The length of the longest window, in milliseconds. */
export const longestOf = (windows: Quota["windows"]): number => Math.max(0, ...windows.map(({ millis }) => millis))

/** The reason why a permit was not given, as the database says it. */
export interface Refused {
  readonly reason: string
  readonly window_limit: number | null
  readonly window_millis: number | null
  /** In milliseconds; nothing while it depends on a request that has not ended. */
  readonly remaining: number | null
}

/** Takes a permit, whose lease is in milliseconds. */
export type Take = (id: string, lease: number) => Effect.Effect<Refused | undefined, SqlError>

const inPostgres = (sql: SqlClient, { user, windows }: Quota): Take => {
  const json = JSON.stringify(windows)
  return (id, lease) =>
    Effect.map(sql<Refused>`SELECT * FROM userplane_take_permit(${user}, ${id}, ${lease}, ${json})`, ([row]) => row)
}

// SQLite has no functions, but there every statement that writes is alone from its beginning, so one that counts and inserts
// is enough. What has refused it is asked for afterwards, and is for people to read.
const inSqlite = (sql: SqlClient, { user, windows }: Quota): Take => {
  const longest = longestOf(windows)
  const pausedUntil = sql`(SELECT coalesce(max(paused_until), 0) FROM userplane_quotas WHERE user_id = ${user})`

  /** The permit that has to leave a window before this one may be taken. */
  const leaving = (now: number, { limit, millis }: QuotaWindow) => sql`
    SELECT ended_at, in_flight FROM userplane_permits
    WHERE user_id = ${user} AND ended_at > ${now - millis}
    ORDER BY ended_at DESC LIMIT 1 OFFSET ${limit - 1}`

  const reason = (now: number) => {
    const full = windows.map(
      (window) => sql`
        SELECT 'Window' AS reason, ${window.limit} AS window_limit, ${window.millis} AS window_millis,
          CASE WHEN in_flight = 0 OR ended_at <= ${now} THEN ended_at + ${window.millis - now} END AS remaining,
          ended_at + ${window.millis} AS opens_at
        FROM (${leaving(now, window)})`
    )
    const paused = sql`
      SELECT 'Pause' AS reason, NULL AS window_limit, NULL AS window_millis, paused_until - ${now} AS remaining,
        9e15 AS opens_at
      FROM userplane_quotas WHERE user_id = ${user} AND paused_until > ${now}`
    const all = full.reduce((all, one) => sql`${all} UNION ALL ${one}`, paused)
    // A client may return integers as something else than numbers.
    return sql<Refused>`
      SELECT reason, CAST(window_limit AS double precision) AS window_limit,
        CAST(window_millis AS double precision) AS window_millis, CAST(remaining AS double precision) AS remaining
      FROM (${all}) ORDER BY opens_at DESC LIMIT 1`
  }

  return (id, lease) =>
    Effect.gen(function* () {
      const now = Math.floor(yield* Clock.currentTimeMillis)
      yield* sql`
        DELETE FROM userplane_permits WHERE user_id = ${user} AND ended_at <= ${now} - max(${longest}, (
          SELECT coalesce(max(longest), 0) FROM userplane_quotas WHERE user_id = ${user}
        ))`
      const renewed = yield* sql`
        UPDATE userplane_permits SET ended_at = ${now + lease} WHERE id = ${id} AND ended_at > ${now} RETURNING id`
      if (renewed.length > 0) return undefined
      const room = windows.map((window) => sql`NOT EXISTS (${leaving(now, window)})`)
      const taken = yield* sql`
        INSERT INTO userplane_permits (id, user_id, taken_at, ended_at, in_flight)
        SELECT ${id}, ${user}, ${now}, ${now + lease}, 1
        WHERE ${sql.and([sql`${pausedUntil} <= ${now}`, ...room])}
        ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at
        RETURNING id`
      if (taken.length > 0) return undefined
      const [refused] = yield* reason(now)
      return refused
    })
}

/** The way of taking a permit in a database. */
export const takeIn = (sql: SqlClient, quota: Quota): Take =>
  nameOf(sql) === "pg" ? inPostgres(sql, quota) : inSqlite(sql, quota)
