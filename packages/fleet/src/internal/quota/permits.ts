import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { type PermitLog, PermitLogUnavailable, type Refusal } from "@effect-userplane/core/PermitLog"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dialectOf, reasonOf } from "../database/dialect.js"
import { longestOf, type Quota, type Refused, takeIn } from "./take.js"

interface Options extends Quota {
  /** The least time for which a request counts as in flight, in milliseconds. */
  readonly leastMillis: number
}

const unavailable = (error: SqlError) => new PermitLogUnavailable({ message: reasonOf(error), cause: error })

const refusalOf = ({ reason, remaining, window_limit: limit, window_millis: millis }: Refused): Refusal =>
  reason === "Pause"
    ? { reason, endsIn: Duration.millis(remaining ?? 0) }
    : {
        reason: "Window",
        window: { limit: limit ?? 0, duration: Duration.millis(millis ?? 0) },
        opensIn: remaining === null ? undefined : Duration.millis(remaining)
      }

/**
 * Notes the windows of a user, for whoever shows their use, and how long permits count in the longest window of any program: until
 * then none is deleted.
 */
export const register = (sql: SqlClient, { user, windows }: Quota): Effect.Effect<void, SqlError> =>
  dialectOf(sql).alone(sql`
    INSERT INTO userplane_quotas AS q (user_id, paused_until, longest, windows)
    VALUES (${user}, 0, ${longestOf(windows)}, ${JSON.stringify(windows)})
    ON CONFLICT (user_id) DO UPDATE SET windows = excluded.windows, longest =
      CASE WHEN q.longest > excluded.longest THEN q.longest ELSE excluded.longest END`)

/** The permits of a user in a database. Each operation is one statement or more that need no transaction around them. */
export const make = (sql: SqlClient, { leastMillis, ...quota }: Options): PermitLog => {
  const { user, windows } = quota
  const { alone, now } = dialectOf(sql)
  const take = takeIn(sql, quota)
  const longest = longestOf(windows)

  const asked = <A>(effect: Effect.Effect<A, SqlError>): Effect.Effect<A, PermitLogUnavailable> =>
    Effect.mapError(alone(effect), unavailable)
  const told = (effect: Effect.Effect<unknown, SqlError>) => Effect.asVoid(asked(effect))

  const used = Effect.gen(function* () {
    const current = yield* now
    const [clock = { now: 0, paused_until: 0 }] = yield* sql<{ readonly now: number; readonly paused_until: number }>`
      SELECT CAST(${current} AS double precision) AS now,
        CAST(coalesce(max(paused_until), 0) AS double precision) AS paused_until
      FROM userplane_quotas WHERE user_id = ${user}`
    const ended = yield* sql<{ readonly at: number; readonly count: number }>`
      SELECT CAST((ended_at + 999) / 1000 * 1000 AS double precision) AS at, CAST(count(*) AS double precision) AS count
      FROM userplane_permits
      WHERE user_id = ${user} AND ended_at > ${clock.now - longest} AND (in_flight = 0 OR ended_at <= ${clock.now})
      GROUP BY 1`
    const [inFlight = { count: 0 }] = yield* sql<{ readonly count: number }>`
      SELECT CAST(count(*) AS double precision) AS count FROM userplane_permits
      WHERE user_id = ${user} AND in_flight = 1 AND ended_at > ${clock.now}`
    return {
      now: clock.now,
      saved: {
        v: 1,
        sequence: 1,
        ended: ended.map(({ at, count }) => [at, count] as const),
        inFlight: inFlight.count,
        pausedUntil: clock.paused_until,
        savedAt: clock.now
      }
    } as const
  })

  return {
    take: ({ id, lease }) =>
      Effect.map(asked(take(id, Math.ceil(Duration.toMillis(lease)))), (refused) =>
        refused === undefined ? undefined : refusalOf(refused)
      ),
    end: (id) =>
      told(
        Effect.flatMap(
          now,
          (now) => sql`
            UPDATE userplane_permits SET in_flight = 0, ended_at =
              CASE WHEN ${now} > taken_at + ${leastMillis} THEN ${now} ELSE taken_at + ${leastMillis} END
            WHERE id = ${id}`
        )
      ),
    cancel: (id) => told(sql`DELETE FROM userplane_permits WHERE id = ${id}`),
    pause: (duration) =>
      told(
        Effect.flatMap(
          now,
          (now) => sql`
            INSERT INTO userplane_quotas AS q (user_id, paused_until, longest)
            VALUES (${user}, ${now} + ${Math.ceil(Duration.toMillis(duration))}, ${longest})
            ON CONFLICT (user_id) DO UPDATE SET paused_until =
              CASE WHEN q.paused_until > excluded.paused_until THEN q.paused_until ELSE excluded.paused_until END`
        )
      ),
    used: asked(used)
  }
}
