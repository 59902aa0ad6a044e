import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { JournalCorrupt, type JournalError, JournalUnavailable } from "@effect-userplane/core/JournalError"
import * as JournalFailure from "@effect-userplane/protocol/JournalFailure"
import { decode, type Line } from "@effect-userplane/protocol/JournalLine"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import { dialectOf, reasonOf } from "../database/dialect.js"
import { inPages } from "../database/pages.js"

export const unavailable = (run: string, error: SqlError): JournalUnavailable =>
  new JournalUnavailable(JournalFailure.unavailable(run, undefined, reasonOf(error)))

/** A line and its number. They ascend, with a gap where a line could not be written. */
export interface Numbered {
  readonly number: number
  readonly line: Line
}

interface Row {
  readonly number: number
  readonly line: string
}

/** The lines of a journal, from the first, page by page. */
export const read = (sql: SqlClient, run: string): Stream.Stream<Numbered, JournalError> => {
  const { alone } = dialectOf(sql)
  return inPages(
    (after, most) =>
      alone(sql<Row>`
        SELECT CAST(number AS double precision) AS number, line FROM userplane_journal_lines AS l
        WHERE run = ${run} AND l.number > ${after} ORDER BY l.number LIMIT ${most}`).pipe(
        Effect.mapError((error) => unavailable(run, error))
      ),
    ({ line: text, number }) => {
      const line = decode(text)
      return line === undefined
        ? Effect.fail(new JournalCorrupt(JournalFailure.corrupt(run, number)))
        : Effect.succeed({ number, line })
    }
  )
}
