import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import { DeleteOutcome } from "@effect-userplane/core/DeleteOutcome"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { RunState, RunStatus } from "../../FleetRun.js"
import { inPages } from "../database/pages.js"

interface StatusRow {
  readonly id: string
  readonly user_id: string
  readonly state: RunState
  readonly concurrency: number
  readonly pause_reason: string | null
  readonly links: number
  readonly final: number
  readonly failed: number
  readonly in_flight: number
}

interface OutcomeRow {
  readonly number: number
  readonly outcome: string
}

const statusOf = (row: StatusRow): RunStatus => ({
  id: row.id,
  user: row.user_id,
  state: row.state,
  concurrency: row.concurrency,
  final: row.final,
  failed: row.failed,
  pending: row.links - row.final - row.in_flight,
  inFlight: row.in_flight,
  pauseReason: row.pause_reason ?? undefined
})

const decode = Schema.decode(Schema.parseJson(DeleteOutcome))

/** The runs as whoever submitted them sees and controls them. */
export const make = (sql: SqlClient) => {
  const toState = (state: RunState, id: string, from: ReadonlyArray<RunState>): Effect.Effect<unknown, SqlError> =>
    sql`UPDATE userplane_runs SET state = ${state}, pause_reason = NULL WHERE id = ${id} AND ${sql.in("state", from)}`

  const statuses = (which: Fragment): Effect.Effect<ReadonlyArray<RunStatus>, SqlError> =>
    Effect.map(
      sql<StatusRow>`
        SELECT r.id AS id, user_id, r.state AS state, CAST(concurrency AS double precision) AS concurrency, pause_reason,
          CAST(count(l.run) AS double precision) AS links,
          CAST(count(l.outcome) AS double precision) AS final,
          CAST(count(CASE WHEN l.state = 'Failed' THEN 1 END) AS double precision) AS failed,
          CAST(count(CASE WHEN l.state = 'InFlight' THEN 1 END) AS double precision) AS in_flight
        FROM userplane_runs AS r LEFT JOIN userplane_links AS l ON l.run = r.id
        ${which} GROUP BY r.id ORDER BY created_at DESC, r.id`,
      (rows) => rows.map(statusOf)
    )

  return {
    all: statuses(sql.literal("")),

    status: (id: string): Effect.Effect<RunStatus | undefined, SqlError> =>
      Effect.map(statuses(sql`WHERE r.id = ${id}`), ([status]) => status),

    outcomes: (id: string): Stream.Stream<DeleteOutcome, SqlError> =>
      inPages(
        (after, most) => sql<OutcomeRow>`
          SELECT CAST(number AS double precision) AS number, outcome FROM userplane_links
          WHERE run = ${id} AND number > ${after} AND outcome IS NOT NULL ORDER BY number LIMIT ${most}`,
        // The ledger has written them: one that cannot be read is a defect.
        ({ outcome }) => Effect.orDie(decode(outcome))
      ),

    pause: (id: string) => toState("Paused", id, ["Running"]),
    resume: (id: string) => toState("Running", id, ["Paused"]),
    cancel: (id: string) => toState("Cancelled", id, ["Paused", "Running", "Submitting"])
  }
}
