import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import type { Line, Outcome, Sending } from "@effect-userplane/core/Journal"
import { JournalMismatch } from "@effect-userplane/core/JournalError"
import * as JournalSubject from "@effect-userplane/protocol/JournalSubject"
import { keyOf } from "@effect-userplane/protocol/LinkRef"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { FleetUnavailable } from "../../FleetError.js"
import { reached, reachedPatiently } from "../database/reached.js"
import { outcomeOf } from "./journalOutcome.js"
import { numbered } from "./numbered.js"
import * as OutcomeText from "./outcomeText.js"

/** The number of lines whose links are written by one statement. */
const chunkSize = 500

/** The row of a link after a line: workspace, link, state, attempt, outcome, and when it became final. */
type Row = readonly [string, string, string, number, string | null, number | null]

const rowOf = (line: Outcome | Sending): Row => {
  const { at, attempt, linkId, workspaceId } = line
  if (line.type === "sending") return [workspaceId, linkId, "InFlight", attempt, null, null]
  if (!line.settled) {
    return [workspaceId, linkId, line.outcome === "Unknown" ? "Unknown" : "Pending", attempt, null, null]
  }
  const outcome = outcomeOf(line)
  return [workspaceId, linkId, outcome._tag, attempt, OutcomeText.encode(outcome), at]
}

/** The server that a journal names first, if it names one. */
const serverOf = ({ servers }: JournalSubject.Subjects): string | undefined => servers.values().next().value

// Where no server is named there is nothing to compare but the operation.
const mismatchOf = (subjects: JournalSubject.Subjects): JournalSubject.Mismatch | undefined =>
  JournalSubject.mismatch(subjects, JournalSubject.deleting(serverOf(subjects) ?? ""))

/** The run that takes in a journal. */
interface Run {
  readonly id: string
  /** Selects the run while links are taken in. */
  readonly submitting: Fragment
}

/**
 * Takes in the links that a journal names, each as its last line has it, without holding them. Those that are final come first, and
 * the links that are still to be requested after them.
 */
export const takeIn = <E, R>(
  sql: SqlClient,
  { id, submitting }: Run,
  journal: Stream.Stream<Line, E, R>
): Effect.Effect<void, E | FleetUnavailable | JournalMismatch, R> =>
  Effect.gen(function* () {
    const { moveToEnd, rows, text } = numbered(sql, id)
    const [run] = yield* reached(sql<{ readonly server: string | null }>`
      SELECT server FROM userplane_runs WHERE id = ${id}`)
    const subjects = new JournalSubject.MutableSubjects()
    if (typeof run?.server === "string") subjects.servers.add(run.server)

    const insert = (links: Iterable<Row>): Effect.Effect<unknown, SqlError> => sql`
      INSERT INTO userplane_links (run, number, workspace, link, state, attempt, outcome, settled_at, epoch)
      SELECT ${id}, number, ${text(0)}, ${text(1)}, ${text(2)}, CAST(${text(3)} AS bigint), ${text(4)},
        CAST(${text(5)} AS bigint), 0
      FROM (${rows(JSON.stringify([...links]))}) AS numbered
      WHERE EXISTS (${submitting})
      ON CONFLICT (run, workspace, link) DO UPDATE SET state = excluded.state, attempt = excluded.attempt,
        outcome = excluded.outcome, settled_at = excluded.settled_at
      WHERE userplane_links.outcome IS NULL`

    const take = (lines: Iterable<Line>) =>
      Effect.gen(function* () {
        const links = new Map<string, Row>()
        for (const line of lines) {
          subjects.add(line)
          if (line.type !== "run" && links.get(keyOf(line))?.[4] == null) links.set(keyOf(line), rowOf(line))
        }
        const mismatch = mismatchOf(subjects)
        if (mismatch !== undefined) return yield* new JournalMismatch(mismatch)
        if (links.size > 0) yield* reachedPatiently(insert(links.values()))
      })

    yield* Stream.runForEach(Stream.grouped(journal, chunkSize), take)
    const server = serverOf(subjects)
    if (server === undefined) {
      if (subjects.hasUnnamedServer) {
        yield* Effect.logWarning(
          "The journal does not name its server, so nobody can check that its links belong to the worker's."
        )
      }
    } else {
      yield* reachedPatiently(
        sql`UPDATE userplane_runs SET server = ${server} WHERE id = ${id} AND state = 'Submitting'`
      )
    }
    yield* reachedPatiently(moveToEnd(sql`outcome IS NULL AND EXISTS (${submitting})`))
  })
