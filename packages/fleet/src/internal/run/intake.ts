import type { SqlClient } from "@effect/sql/SqlClient"
import type { LinkRef } from "@effect-userplane/core/LinkRef"
import type * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { FleetUnavailable } from "../../FleetError.js"
import type { Submission } from "../../FleetRun.js"
import { checkedName } from "../database/checkedName.js"
import { dialectOf } from "../database/dialect.js"
import { reached } from "../database/reached.js"
import { checkedConcurrency, checkedShare } from "./checks.js"

/** The number of links that are written by one statement. */
const chunkSize = 500

const defaultConcurrency = 8

/** Takes in the links of a run that has not begun, and begins it. */
export const submit = <E, R>(
  sql: SqlClient,
  { concurrency = defaultConcurrency, id, links, share = 1, user }: Submission<E, R>
): Effect.Effect<void, E | FleetUnavailable, R> =>
  Effect.gen(function* () {
    const most = checkedConcurrency(concurrency)
    const part = checkedShare(share)
    const { lockingShared, now } = dialectOf(sql)
    yield* reached(sql`
      INSERT INTO userplane_runs (id, user_id, state, epoch, concurrency, share, created_at)
      VALUES (${checkedName("Fleet: id", id)}, ${checkedName("Fleet: user", user)}, 'Submitting', 0, ${most}, ${part},
        ${yield* now})
      ON CONFLICT (id) DO NOTHING`)
    const submitting = sql`SELECT id FROM userplane_runs WHERE id = ${id} AND state = 'Submitting' ${lockingShared}`
    if ((yield* reached(submitting)).length === 0) return

    // The numbers are given by the statement, so that two who submit the run at the same time cannot give the same. In SQLite
    // one statement writes at a time.
    const numbered = (rows: string) =>
      sql.onDialectOrElse({
        pg: () => sql`
          SELECT nextval('userplane_link_numbers') AS number, value ->> 0 AS workspace, value ->> 1 AS link
          FROM (SELECT value FROM jsonb_array_elements(${rows}::jsonb) WITH ORDINALITY ORDER BY ordinality) AS refs`,
        orElse: () => sql`
          SELECT last.number + refs.key + 1 AS number, json_extract(refs.value, '$[0]') AS workspace,
            json_extract(refs.value, '$[1]') AS link
          FROM json_each(${rows}) AS refs,
            (SELECT coalesce(max(number), 0) AS number FROM userplane_links WHERE run = ${id}) AS last`
      })
    const insert = (refs: Chunk.Chunk<LinkRef>) => {
      const rows = JSON.stringify(Array.from(refs, ({ linkId, workspaceId }) => [workspaceId, linkId]))
      return reached(sql`
        INSERT INTO userplane_links (run, number, workspace, link, state, attempt, epoch)
        SELECT ${id}, number, workspace, link, 'Pending', 0, 0 FROM (${numbered(rows)}) AS numbered
        WHERE EXISTS (${submitting})
        ON CONFLICT DO NOTHING`)
    }
    const stream: Stream.Stream<LinkRef, E, R> = Stream.StreamTypeId in links ? links : Stream.fromIterable(links)
    yield* Stream.runForEach(Stream.grouped(stream, chunkSize), insert)
    yield* reached(sql`UPDATE userplane_runs SET state = 'Running' WHERE id = ${id} AND state = 'Submitting'`)
  })
