import type { SqlClient } from "@effect/sql/SqlClient"
import { Quota } from "@effect-userplane/core/Quota"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { dialectOf } from "../database/dialect.js"
import type { Claim } from "./ledger.js"
import * as Wait from "./wait.js"

/** The time between two looks at what the run waits for. */
const looksEvery = "250 millis"

/** The row is written after so many milliseconds though nothing has changed, to say that the worker is there. */
const writesEvery = 5000

/** A worker that has not written for so many milliseconds is not taken for the owner any more. */
export const presumedGoneAfter = 20_000

/** Says in the row of a run who works on it and what it waits for, until the scope ends. */
export const make =
  (sql: SqlClient, owner: string) =>
  ({ epoch, run }: Claim): Effect.Effect<void, never, Quota | Scope.Scope> =>
    Effect.gen(function* () {
      const { alone, now } = dialectOf(sql)
      const quota = yield* Quota
      let written: string | null | undefined
      let writtenAt = Number.NEGATIVE_INFINITY

      const write = (waiting: string | null) =>
        Effect.flatMap(
          now,
          (now) => sql`
            INSERT INTO userplane_owners AS o (run, epoch, owner, waiting, seen_at)
            VALUES (${run}, ${epoch}, ${owner}, ${waiting}, ${now})
            ON CONFLICT (run) DO UPDATE SET
              epoch = excluded.epoch, owner = excluded.owner, waiting = excluded.waiting, seen_at = excluded.seen_at
            WHERE o.epoch <= excluded.epoch`
        ).pipe(alone)

      const look = Effect.gen(function* () {
        const waiting = Option.getOrNull(Option.map(yield* quota.wait, Wait.encode))
        const at = yield* Clock.currentTimeMillis
        if (waiting === written && at - writtenAt < writesEvery) return
        yield* write(waiting)
        written = waiting
        writtenAt = at
      })

      // It is for people to look at: nothing waits for it, and nothing ends with it.
      yield* look.pipe(
        Effect.catchAll((error) => Effect.logDebug("The owner of the run could not be noted", error)),
        Effect.repeat(Schedule.spaced(looksEvery)),
        Effect.forkScoped
      )
    })
