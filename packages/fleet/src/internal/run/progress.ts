import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Failed } from "@effect-userplane/core/DeleteOutcome"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkFailure, RunProgress, RunStatus, RunWait } from "../../FleetRun.js"
import { dialectOf } from "../database/dialect.js"
import * as QuotaUse from "../quota/use.js"
import { isAboutKey } from "./pauseReason.js"
import { presumedGoneAfter } from "./report.js"
import * as Wait from "./wait.js"

const minute = 60_000

const newestFailures = 5

/** A forecast takes some time to make, and changes little within so many milliseconds. */
const betweenForecasts = 5000

interface RunRow {
  readonly share: number
  readonly now: number
  readonly owner: string | null
  readonly waiting: string | null
  /** The milliseconds since the owner was seen. */
  readonly unseen: number | null
}

interface SettledRow {
  readonly count: number
  readonly since: number | null
}

interface FailureRow {
  readonly outcome: string
  readonly at: number
}

const decodeFailed = Schema.decode(Schema.parseJson(Failed))

const bySecond = (millis: number): number => Math.ceil(millis / 1000) * 1000

const perSecond = ({ count, since }: SettledRow, now: number): number =>
  since === null ? 0 : (count / Math.max(1000, now - since)) * 1000

const waitOf = ({ pauseReason, state }: RunStatus, waiting: string | null): RunWait | undefined => {
  if (state === "Running" && waiting !== null) return Wait.decode(waiting)
  return state === "Paused" && isAboutKey(pauseReason)
    ? { reason: "Key", window: undefined, until: undefined, message: pauseReason }
    : undefined
}

/** Shows how a run goes on. */
export const make = (sql: SqlClient) => {
  const { now } = dialectOf(sql)

  const rowOf = (run: string): Effect.Effect<RunRow, SqlError> =>
    Effect.gen(function* () {
      const current = yield* now
      const [row] = yield* sql<RunRow>`
        SELECT CAST(share AS double precision) AS share, CAST(${current} AS double precision) AS now, owner, waiting,
          CAST(${current} - seen_at AS double precision) AS unseen
        FROM userplane_runs AS r LEFT JOIN userplane_owners AS o ON o.run = r.id WHERE r.id = ${run}`
      return row ?? { share: 1, now: 0, owner: null, waiting: null, unseen: null }
    })

  const settledSince = (run: string, since: number): Effect.Effect<SettledRow, SqlError> =>
    Effect.map(
      sql<SettledRow>`
        SELECT CAST(count(*) AS double precision) AS count, CAST(min(settled_at) AS double precision) AS since
        FROM userplane_links
        WHERE run = ${run} AND state IN ('Deleted', 'AlreadyGone', 'Failed') AND settled_at > ${since}`,
      ([row]) => row ?? { count: 0, since: null }
    )

  const failures = (run: string): Effect.Effect<ReadonlyArray<LinkFailure>, SqlError> =>
    Effect.flatMap(
      sql<FailureRow>`
        SELECT outcome, CAST(settled_at AS double precision) AS at FROM userplane_links
        WHERE run = ${run} AND state = 'Failed' ORDER BY settled_at DESC, number DESC LIMIT ${newestFailures}`,
      Effect.forEach(({ at, outcome }) =>
        // The ledger has written it: one that cannot be read is a defect.
        Effect.map(Effect.orDie(decodeFailed(outcome)), ({ error: { _tag, message }, linkId, workspaceId }) => ({
          at,
          tag: _tag,
          message,
          link: { workspaceId, linkId }
        }))
      )
    )

  /** Looks at a run whose status is known. */
  return (): ((status: RunStatus) => Effect.Effect<RunProgress, SqlError>) => {
    let forecast: { readonly madeAt: number; readonly share: number; readonly end: number | undefined } | undefined

    return (status) =>
      Effect.gen(function* () {
        const { id, inFlight, pending, state, user } = status
        const { now, owner, share, unseen, waiting } = yield* rowOf(id)
        const isThere = unseen !== null && unseen < presumedGoneAfter
        const isWorkedOn = isThere && (state === "Running" || inFlight > 0)
        const rate = perSecond(yield* settledSince(id, now - minute), now)
        const windows = yield* QuotaUse.windowsOf(sql, user)
        const waitingFor = waitOf(status, isThere ? waiting : null)

        const left = pending + inFlight
        const byQuota = Effect.gen(function* () {
          if (windows.length === 0) return undefined
          if (forecast === undefined || forecast.share !== share || now - forecast.madeAt >= betweenForecasts) {
            forecast = { madeAt: now, share, end: yield* QuotaUse.forecast(sql, { user, windows, share }, left) }
          }
          return forecast.end
        })
        const bySpeed = rate > 0 && waitingFor === undefined ? now + (left / rate) * 1000 : undefined
        const isForeseeable = state === "Running" && waitingFor?.reason !== "Outage"
        const ends = isForeseeable ? [yield* byQuota, bySpeed].filter((end) => end !== undefined) : []

        return {
          ...status,
          share,
          rate,
          waitingFor,
          windows: yield* Effect.forEach(windows, (window) =>
            Effect.map(QuotaUse.usedIn(sql, user, window, now), (used) => ({
              limit: window.limit,
              duration: window.millis,
              used
            }))
          ),
          forecastEnd: ends.length === 0 ? undefined : bySecond(Math.max(...ends)),
          owner: isWorkedOn && owner !== null ? owner : undefined,
          lastErrors: yield* failures(id)
        }
      })
  }
}
