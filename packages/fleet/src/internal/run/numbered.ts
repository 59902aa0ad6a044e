import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import type * as Effect from "effect/Effect"

/** Arrays of JSON as rows that get their numbers from the statement which inserts them. */
export interface Numbered {
  /** The rows, each with its `number` and its `value`. */
  readonly rows: (json: string) => Fragment
  /** An element of the `value`, as text; nothing where it is null. */
  readonly text: (index: number) => Fragment
  /** Gives the rows of the run that fulfil a condition the highest numbers. */
  readonly moveToEnd: (condition: Fragment) => Effect.Effect<unknown, SqlError>
}

// The numbers are given by the statement, so that two who submit the run at the same time cannot give the same. In SQLite
// one statement writes at a time.
export const numbered = (sql: SqlClient, run: string): Numbered =>
  sql.onDialectOrElse({
    pg: (): Numbered => ({
      rows: (json) => sql`
        SELECT nextval('userplane_link_numbers') AS number, value
        FROM (SELECT value FROM jsonb_array_elements(${json}::jsonb) WITH ORDINALITY ORDER BY ordinality) AS refs`,
      text: (index) => sql`value ->> ${sql.literal(String(index))}`,
      moveToEnd: (condition) => sql`
        UPDATE userplane_links AS l SET number = moved.next
        FROM (
          SELECT number, nextval('userplane_link_numbers') AS next
          FROM (SELECT number FROM userplane_links WHERE run = ${run} AND ${condition} ORDER BY number) AS ordered
        ) AS moved
        WHERE l.run = ${run} AND l.number = moved.number`
    }),
    orElse: (): Numbered => ({
      rows: (json) => sql`
        SELECT last.number + refs.key + 1 AS number, refs.value AS value
        FROM json_each(${json}) AS refs,
          (SELECT coalesce(max(number), 0) AS number FROM userplane_links WHERE run = ${run}) AS last`,
      text: (index) => sql`json_extract(value, ${`$[${index}]`})`,
      moveToEnd: (condition) => sql`
        UPDATE userplane_links SET number = number + (SELECT max(number) FROM userplane_links WHERE run = ${run})
        WHERE run = ${run} AND ${condition}`
    })
  })
