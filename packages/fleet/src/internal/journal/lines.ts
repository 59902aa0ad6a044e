import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { JournalCorrupt, type JournalError, JournalUnavailable } from "@effect-userplane/core/JournalError"
import * as JournalFailure from "@effect-userplane/protocol/JournalFailure"
import { decode, type Line } from "@effect-userplane/protocol/JournalLine"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { dialectOf, reasonOf } from "../database/dialect.js"

/** The number of lines that are read at a time. */
const pageSize = 1000

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
  const numbered = ({ line: text, number }: Row) => {
    const line = decode(text)
    return line === undefined
      ? Effect.fail(new JournalCorrupt(JournalFailure.corrupt(run, number)))
      : Effect.succeed({ number, line })
  }
  return Stream.paginateChunkEffect(0, (last) =>
    Effect.gen(function* () {
      const rows = yield* alone(sql<Row>`
        SELECT CAST(number AS double precision) AS number, line FROM userplane_journal_lines
        WHERE run = ${run} AND number > ${last} ORDER BY number LIMIT ${pageSize}`)
      const lines = yield* Effect.forEach(rows, numbered)
      const next =
        rows.length < pageSize ? Option.none() : Option.map(Option.fromNullable(rows.at(-1)), ({ number }) => number)
      return [Chunk.fromIterable(lines), next] as const
    }).pipe(Effect.catchTag("SqlError", (error) => unavailable(run, error)))
  )
}
