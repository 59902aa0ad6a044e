import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import * as Effect from "effect/Effect"
import type { RunState, RunStatus, RunUpdate } from "../../FleetRun.js"
import { dialectOf } from "../database/dialect.js"
import { checkedConcurrency, checkedShare } from "./checks.js"
import { aboutKey } from "./pauseReason.js"
import { presumedGoneAfter } from "./report.js"

interface StatusRow {
  readonly id: string
  readonly user_id: string
  readonly state: RunState
  readonly concurrency: number
  readonly pause_reason: string | null
  readonly final: number
  readonly failed: number
  readonly pending: number
  readonly in_flight: number
}

const statusOf = (row: StatusRow): RunStatus => ({
  id: row.id,
  user: row.user_id,
  state: row.state,
  concurrency: row.concurrency,
  final: row.final,
  failed: row.failed,
  pending: row.pending,
  inFlight: row.in_flight,
  pauseReason: row.pause_reason ?? undefined
})

/** The runs as whoever submitted them sees and controls them. */
export const make = (sql: SqlClient) => {
  const toState = (state: RunState, id: string, from: ReadonlyArray<RunState>): Effect.Effect<unknown, SqlError> =>
    sql`UPDATE userplane_runs SET state = ${state}, pause_reason = NULL WHERE id = ${id} AND ${sql.in("state", from)}`

  const count = (states: ReadonlyArray<string>) =>
    sql`CAST((
      SELECT count(*) FROM userplane_links WHERE run = r.id AND ${sql.in("state", states)}
    ) AS double precision)`

  const statuses = (which: Fragment): Effect.Effect<ReadonlyArray<RunStatus>, SqlError> =>
    Effect.map(
      sql<StatusRow>`
        SELECT id, user_id, state, CAST(concurrency AS double precision) AS concurrency, pause_reason,
          ${count(["AlreadyGone", "Deleted", "Failed"])} AS final, ${count(["Failed"])} AS failed,
          ${count(["Pending", "Unknown"])} AS pending, ${count(["InFlight"])} AS in_flight
        FROM userplane_runs AS r ${which} ORDER BY created_at DESC, id`,
      (rows) => rows.map(statusOf)
    )

  return {
    all: statuses(sql.literal("")),

    status: (id: string): Effect.Effect<RunStatus | undefined, SqlError> =>
      Effect.map(statuses(sql`WHERE id = ${id}`), ([status]) => status),

    /**
     * Tells whether nothing more can happen to a run; `undefined` where there is none. What was in flight of one that was
     * cancelled stays so where its worker has died.
     */
    isOver: (id: string): Effect.Effect<boolean | undefined, SqlError> =>
      Effect.gen(function* () {
        const now = yield* dialectOf(sql).now
        const [row] = yield* sql<{ readonly is_over: number }>`
          SELECT CAST(CASE
            WHEN state = 'Done' THEN 1
            WHEN state <> 'Cancelled' THEN 0
            WHEN NOT EXISTS (SELECT 1 FROM userplane_links WHERE run = r.id AND state = 'InFlight') THEN 1
            WHEN NOT EXISTS (
              SELECT 1 FROM userplane_owners WHERE run = r.id AND seen_at > ${now} - ${presumedGoneAfter}
            ) THEN 1
            ELSE 0
          END AS double precision) AS is_over
          FROM userplane_runs AS r WHERE id = ${id}`
        return row === undefined ? undefined : row.is_over === 1
      }),

    update: (id: string, { concurrency, share }: RunUpdate): Effect.Effect<unknown, SqlError> => sql`
      UPDATE userplane_runs SET
        concurrency = coalesce(${concurrency === undefined ? null : checkedConcurrency(concurrency)}, concurrency),
        share = coalesce(${share === undefined ? null : checkedShare(share)}, share)
      WHERE id = ${id} AND state NOT IN ('Cancelled', 'Done')`,

    pause: (id: string) => toState("Paused", id, ["Running"]),
    /** Resumes the runs of a user that were paused because of their key, and returns their ids. */
    resumeWithKey: (user: string): Effect.Effect<ReadonlyArray<string>, SqlError> =>
      Effect.map(
        sql<{ readonly id: string }>`
          UPDATE userplane_runs SET state = 'Running', pause_reason = NULL
          WHERE user_id = ${user} AND state = 'Paused' AND pause_reason LIKE ${aboutKey} RETURNING id`,
        (rows) => rows.map(({ id }) => id)
      ),

    resume: (id: string) => toState("Running", id, ["Paused"]),
    cancel: (id: string) => toState("Cancelled", id, ["Paused", "Running", "Submitting"])
  }
}
