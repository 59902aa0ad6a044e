import type { SqlClient } from "@effect/sql/SqlClient"
import type { JournalMismatch } from "@effect-userplane/core/JournalError"
import type { LinkRef } from "@effect-userplane/core/LinkRef"
import type * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { FleetUnavailable } from "../../FleetError.js"
import type { Submission } from "../../FleetRun.js"
import { checkedName } from "../database/checkedName.js"
import { dialectOf } from "../database/dialect.js"
import { reached, reachedPatiently } from "../database/reached.js"
import { checkedConcurrency, checkedShare } from "./checks.js"
import * as JournalIntake from "./journalIntake.js"
import { numbered } from "./numbered.js"

/** The number of links that are written by one statement. */
const chunkSize = 500

const defaultConcurrency = 8

/** Takes in the links of a run that has not begun, and begins it. */
export const submit = <E, R, JournalE, JournalR>(
  sql: SqlClient,
  { concurrency = defaultConcurrency, id, journal, links, share = 1, user }: Submission<E, R, JournalE, JournalR>
): Effect.Effect<void, E | FleetUnavailable | JournalE | JournalMismatch, JournalR | R> =>
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

    if (journal !== undefined) yield* JournalIntake.takeIn(sql, { id, submitting }, journal)
    const { rows, text } = numbered(sql, id)
    const insert = (refs: Chunk.Chunk<LinkRef>) => {
      const json = JSON.stringify(Array.from(refs, ({ linkId, workspaceId }) => [workspaceId, linkId]))
      return reachedPatiently(sql`
        INSERT INTO userplane_links (run, number, workspace, link, state, attempt, epoch)
        SELECT ${id}, number, ${text(0)}, ${text(1)}, 'Pending', 0, 0 FROM (${rows(json)}) AS numbered
        WHERE EXISTS (${submitting})
        ON CONFLICT DO NOTHING`)
    }
    const stream: Stream.Stream<LinkRef, E, R> = Stream.StreamTypeId in links ? links : Stream.fromIterable(links)
    yield* Stream.runForEach(Stream.grouped(stream, chunkSize), insert)
    yield* reachedPatiently(sql`UPDATE userplane_runs SET state = 'Running' WHERE id = ${id} AND state = 'Submitting'`)
  })
