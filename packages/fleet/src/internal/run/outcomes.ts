import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { DeleteOutcome } from "@effect-userplane/core/DeleteOutcome"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { inPages, pageSize } from "../database/pages.js"
import * as OutcomeText from "./outcomeText.js"

interface OutcomeRow {
  readonly number: number
  readonly outcome: string
}

const decode = ({ outcome }: OutcomeRow) => OutcomeText.decode(outcome)

/** The links of a run whose outcomes were not given yet. */
class Unseen {
  /** The outcomes of all links up to this number were given. */
  private low = 0
  /** The links above it whose outcomes were given: few, since links are worked on in the order of their numbers. */
  private readonly above = new Set<number>()
  private last = 0

  /** The number after which the next page begins. */
  get after(): number {
    return Math.max(this.low, this.last)
  }

  take(page: ReadonlyArray<OutcomeRow>): ReadonlyArray<OutcomeRow> {
    const unseen = page.filter(({ number }) => !this.above.has(number))
    for (const { number } of unseen) this.above.add(number)
    this.last = page.at(-1)?.number ?? this.last
    return unseen
  }

  /** @param low - The number up to which all links had their outcomes before the first page. */
  endRound(low: number): void {
    this.low = low
    this.last = 0
    for (const number of this.above) if (number <= low) this.above.delete(number)
  }
}

/** What following needs of the run and its database. */
interface Follow<E> {
  /** Tells whether no other outcome can follow. It is asked before each round over the links. */
  readonly isOver: Effect.Effect<boolean, E>
  readonly asked: <A>(statement: Effect.Effect<A, SqlError>) => Effect.Effect<A, E>
  /** Comes between two rounds. */
  readonly pause: Effect.Effect<void>
}

/** The outcomes of the links of a run. */
export const make = (sql: SqlClient) => {
  const settled = (run: string, after: number, most: number) =>
    sql<OutcomeRow>`
      SELECT CAST(number AS double precision) AS number, outcome FROM userplane_links AS l
      WHERE run = ${run} AND l.number > ${after} AND outcome IS NOT NULL ORDER BY l.number LIMIT ${most}`

  /** The number up to which all links have their outcomes: none as long as links are taken in, whose numbers may be lower. */
  const low = (run: string): Effect.Effect<number, SqlError> =>
    Effect.map(
      sql<{ readonly low: number }>`
        SELECT CAST(coalesce(
          (SELECT min(number) - 1 FROM userplane_links WHERE run = r.id AND outcome IS NULL),
          (SELECT max(number) FROM userplane_links WHERE run = r.id),
          0
        ) AS double precision) AS low
        FROM userplane_runs AS r WHERE id = ${run} AND state <> 'Submitting'`,
      ([row]) => row?.low ?? 0
    )

  return {
    /** The outcomes that are known by now, in the order of the links. */
    known: (run: string): Stream.Stream<DeleteOutcome, SqlError> =>
      inPages((after, most) => settled(run, after, most), decode),

    /** The outcomes that are known, in the order of the links, and those that follow: each once. */
    following: <E>(run: string, { asked, isOver, pause }: Follow<E>): Stream.Stream<DeleteOutcome, E> =>
      Stream.suspend(() => {
        const unseen = new Unseen()
        let round: { readonly isLast: boolean; readonly low: number } | undefined
        let state: "first" | "later" | "ended" = "first"
        const begin = Effect.gen(function* () {
          if (state === "later") yield* pause
          state = "later"
          return { isLast: yield* isOver, low: yield* asked(low(run)) }
        })
        const next = Effect.gen(function* () {
          round ??= yield* begin
          const page = yield* asked(settled(run, unseen.after, pageSize))
          const outcomes = yield* Effect.forEach(unseen.take(page), decode)
          if (page.length < pageSize) {
            unseen.endRound(round.low)
            if (round.isLast) state = "ended"
            round = undefined
          }
          return Chunk.unsafeFromArray(outcomes)
        })
        return Stream.repeatEffectChunkOption(
          Effect.suspend(() => (state === "ended" ? Effect.fail(Option.none()) : Effect.mapError(next, Option.some)))
        )
      })
  }
}
