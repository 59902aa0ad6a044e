import type { SqlClient } from "@effect/sql/SqlClient"
import { JournalLost, type JournalUnavailable } from "@effect-userplane/core/JournalError"
import * as JournalFailure from "@effect-userplane/protocol/JournalFailure"
import { encode, type Line } from "@effect-userplane/protocol/JournalLine"
import type { MutableState } from "@effect-userplane/protocol/JournalState"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dialectOf } from "../database/dialect.js"
import { patiently } from "../database/patiently.js"
import { type Epoch, lockOf } from "./epoch.js"
import { unavailable } from "./lines.js"

interface Options {
  readonly run: string
  readonly epoch: Epoch
  readonly state: MutableState
  /** The number of the last line so far. */
  readonly last: number
  /** The time for which a line is tried again while the database cannot be reached. */
  readonly patience: Duration.Duration
}

/** Appends the lines of the process that holds a journal. */
export const appender = (sql: SqlClient, { epoch, last: lastBefore, patience, run, state }: Options) => {
  const { alone, lockingShared } = dialectOf(sql)
  let last = lastBefore

  // The line is written only while the journal is held, by one statement. It has its number before it is written, so that one
  // whose answer was lost is written again in its place.
  const write = (number: number, line: string) =>
    sql`
      INSERT INTO userplane_journal_lines (run, number, line)
      SELECT CAST(${run} AS text), CAST(${number} AS bigint), CAST(${line} AS text)
      FROM userplane_journals WHERE run = ${run} AND epoch = ${epoch} ${lockingShared}
      ON CONFLICT (run, number) DO UPDATE SET line = excluded.line
      RETURNING number`.pipe(alone, patiently(patience))

  return (line: Line): Effect.Effect<void, JournalLost | JournalUnavailable> =>
    Effect.gen(function* () {
      last += 1
      const number = last
      const text = encode(line).trimEnd()
      const written = yield* Effect.mapError(write(number, text), (error) => unavailable(run, error))
      if (written.length === 0) return yield* new JournalLost(JournalFailure.lost(run, lockOf(epoch)))
      state.add(line)
    }).pipe(Effect.uninterruptible)
}
