import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { DeleteOutcome } from "@effect-userplane/core/DeleteOutcome"
import type { LinkRef } from "@effect-userplane/core/LinkRef"
import type { Outcome, Sending } from "@effect-userplane/protocol/JournalLine"
import * as Effect from "effect/Effect"
import { dialectOf } from "../database/dialect.js"
import { patience, patiently } from "../database/patiently.js"
import * as OutcomeText from "./outcomeText.js"
import { isAboutKey } from "./pauseReason.js"

/** The ownership of a run: until somebody else claims it, or it is paused or cancelled. */
export interface Claim {
  readonly run: string
  readonly epoch: number
  readonly concurrency: number
  /** The part of each window of the quota that it may use. */
  readonly share: number
  /** How often there was another reference to the key of the user. */
  readonly keyVersion: number
  /** The server of the requests so far. */
  readonly server: string | undefined
}

/** A link that has no outcome yet. */
export interface OpenLink extends LinkRef {
  /** `Unknown` after a request that may have been carried out. */
  readonly state: "InFlight" | "Pending" | "Unknown"
  /** The number of requests that were sent for it. */
  readonly attempt: number
}

interface ClaimRow {
  readonly epoch: number
  readonly concurrency: number
  readonly share: number
  readonly key_version: number
  readonly server: string | null
}

interface LinkRow extends Pick<OpenLink, "attempt" | "state"> {
  readonly workspace: string
  readonly link: string
}

/** The rows of the runs and of their links, for the owner of a run. Each operation is one statement. */
export const make = (sql: SqlClient) => {
  const { alone, lockingShared, now } = dialectOf(sql)
  const asked = <A>(statement: Effect.Effect<A, SqlError>) => patiently(patience)(alone(statement))
  const told = (statement: Effect.Effect<unknown, SqlError>) => Effect.asVoid(asked(statement))
  const rowOf = (run: string, { linkId, workspaceId }: LinkRef) =>
    sql`run = ${run} AND workspace = ${workspaceId} AND link = ${linkId}`
  const owned = ({ epoch, run }: Claim) => sql`id = ${run} AND epoch = ${epoch} AND state = 'Running'`

  const keyVersion = sql`
    coalesce((SELECT version FROM userplane_keys AS k WHERE k.user_id = userplane_runs.user_id), 0)`

  return {
    /** The runs of a user that somebody has to work on. */
    running: (user: string): Effect.Effect<ReadonlyArray<string>, SqlError> =>
      Effect.map(
        asked(sql<{ readonly id: string }>`
          SELECT id FROM userplane_runs WHERE user_id = ${user} AND state = 'Running' ORDER BY id`),
        (rows) => rows.map(({ id }) => id)
      ),

    /** Takes a run, and supersedes its owner; `undefined` where it is not running. */
    claim: (run: string): Effect.Effect<Claim | undefined, SqlError> =>
      Effect.map(
        asked(sql<ClaimRow>`
          UPDATE userplane_runs SET epoch = epoch + 1 WHERE id = ${run} AND state = 'Running'
          RETURNING CAST(epoch AS double precision) AS epoch, CAST(concurrency AS double precision) AS concurrency,
            CAST(share AS double precision) AS share, CAST(${keyVersion} AS double precision) AS key_version, server`),
        ([row]) =>
          row === undefined
            ? undefined
            : {
                run,
                epoch: row.epoch,
                concurrency: row.concurrency,
                share: row.share,
                keyVersion: row.key_version,
                server: row.server ?? undefined
              }
      ),

    /** Tells whether a run is still this owner's, running, and to go on as it was claimed. */
    isAsClaimed: (claim: Claim): Effect.Effect<boolean, SqlError> =>
      Effect.map(
        asked(sql`
          SELECT id FROM userplane_runs
          WHERE ${owned(claim)} AND concurrency = ${claim.concurrency} AND share = ${claim.share}`),
        (rows) => rows.length > 0
      ),

    /** The next links without an outcome, in the order in which they were submitted. */
    open: (run: string, most: number): Effect.Effect<ReadonlyArray<OpenLink>, SqlError> =>
      Effect.map(
        asked(sql<LinkRow>`
          SELECT workspace, link, state, CAST(attempt AS double precision) AS attempt
          FROM userplane_links WHERE run = ${run} AND outcome IS NULL ORDER BY number LIMIT ${most}`),
        (rows) =>
          rows.map(({ attempt, link, state, workspace }) => ({ workspaceId: workspace, linkId: link, state, attempt }))
      ),

    /** Keeps the server that the first request goes to. */
    nameServer: (claim: Claim, server: string) =>
      told(sql`UPDATE userplane_runs SET server = ${server} WHERE ${owned(claim)} AND server IS NULL`),

    /** Marks a link as in flight; `false` where the run is no longer this owner's, or no longer running. */
    send: (claim: Claim, line: Sending): Effect.Effect<boolean, SqlError> =>
      Effect.map(
        asked(sql`
          UPDATE userplane_links SET state = 'InFlight', attempt = ${line.attempt}, epoch = ${claim.epoch}
          WHERE ${rowOf(claim.run, line)} AND outcome IS NULL
            AND EXISTS (SELECT 1 FROM userplane_runs WHERE ${owned(claim)} ${lockingShared})
          RETURNING number`),
        (rows) => rows.length > 0
      ),

    /** Marks a link whose request has ended without making it final, unless another owner has sent one meanwhile. */
    answer: ({ epoch, run }: Claim, line: Outcome) =>
      told(sql`
        UPDATE userplane_links SET state = ${line.outcome === "Unknown" ? "Unknown" : "Pending"}
        WHERE ${rowOf(run, line)} AND epoch = ${epoch} AND outcome IS NULL`),

    /** Keeps the outcome of a link. It is a fact, whoever owns the run by now, and the first one stands. */
    settle: (run: string, outcome: DeleteOutcome) =>
      told(
        Effect.flatMap(
          now,
          (now) => sql`
            UPDATE userplane_links SET state = ${outcome._tag}, outcome = ${OutcomeText.encode(outcome)}, settled_at = ${now}
            WHERE ${rowOf(run, outcome)} AND outcome IS NULL`
        )
      ),

    /** Pauses a run that cannot go on. It goes on where its key was refused and there is another one by now. */
    pause: (claim: Claim, reason: string) =>
      told(sql`
        UPDATE userplane_runs SET state = 'Paused', pause_reason = ${reason}
        WHERE ${owned(claim)} ${isAboutKey(reason) ? sql`AND ${keyVersion} = ${claim.keyVersion}` : sql.literal("")}`),

    /** Ends a run whose links all have their outcomes. */
    finish: (claim: Claim) => told(sql`UPDATE userplane_runs SET state = 'Done' WHERE ${owned(claim)}`)
  }
}

export type Ledger = ReturnType<typeof make>
