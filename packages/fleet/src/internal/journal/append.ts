import type { SqlClient } from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import { JournalLost, type JournalUnavailable } from "@effect-userplane/core/JournalError"
import * as JournalFailure from "@effect-userplane/protocol/JournalFailure"
import { encode, type Line } from "@effect-userplane/protocol/JournalLine"
import type { MutableState } from "@effect-userplane/protocol/JournalState"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import { dialectOf } from "../database/dialect.js"
import { type Epoch, lockOf } from "./epoch.js"
import { unavailable } from "./lines.js"

/** The time that a statement may take. */
const statementTimeout = "5 seconds"

const pauseBetween = "250 millis"

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
      RETURNING number`.pipe(
      alone,
      Effect.timeoutFail({
        duration: statementTimeout,
        onTimeout: () => new SqlError({ cause: undefined, message: `No answer within ${statementTimeout}` })
      }),
      Effect.retry(Schedule.spaced(pauseBetween).pipe(Schedule.upTo(patience)))
    )

  return (line: Line): Effect.Effect<void, JournalLost | JournalUnavailable> =>
    Effect.gen(function* () {
      last += 1
      const number = last
      // A fiber of its own, since the one that appends is not to be interrupted, but a statement may take for ever.
      const writing = yield* Effect.forkDaemon(Effect.interruptible(write(number, encode(line).trimEnd())))
      const written = yield* Effect.mapError(Fiber.join(writing), (error) => unavailable(run, error))
      if (written.length === 0) return yield* new JournalLost(JournalFailure.lost(run, lockOf(epoch)))
      state.add(line)
    }).pipe(Effect.uninterruptible)
}
