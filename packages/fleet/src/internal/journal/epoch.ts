import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { JournalLocked } from "@effect-userplane/core/JournalError"
import * as JournalFailure from "@effect-userplane/protocol/JournalFailure"
import * as JournalLock from "@effect-userplane/protocol/JournalLock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { dialectOf } from "../database/dialect.js"

export interface Options {
  readonly run: string
  /** The time that the journal is held after the last renewal. */
  readonly lease: Duration.Duration
  /** Runs once when another process holds the journal, which is then watched until its lease has run out. */
  readonly onWait: ((lock: string, lease: Duration.Duration) => Effect.Effect<void>) | undefined
}

/** The number of a holder of a journal, one more than that of the holder before. */
export type Epoch = number

/** The name of a lock in failures. */
export const lockOf = (epoch: Epoch): string => `epoch ${epoch}`

interface Held {
  readonly epoch: Epoch
  readonly held_until: number
  /** The milliseconds that are left of the lease. */
  readonly remaining: number
}

/** Takes a journal for this process until the scope ends: no process before it can write another line. */
export const acquire = (
  sql: SqlClient,
  { lease, onWait, run }: Options
): Effect.Effect<Epoch, JournalLocked | SqlError, Scope.Scope> =>
  Effect.gen(function* () {
    const { alone, now } = dialectOf(sql)
    const millis = Math.ceil(Duration.toMillis(lease))

    // The row is created and locked by one statement, so that of two processes one has it.
    const take = Effect.gen(function* () {
      const current = yield* now
      const [row] = yield* sql<{ readonly epoch: Epoch }>`
        INSERT INTO userplane_journals AS j (run, epoch, held_until) VALUES (${run}, 1, ${current} + ${millis})
        ON CONFLICT (run) DO UPDATE SET epoch = j.epoch + 1, held_until = excluded.held_until
        WHERE j.held_until <= ${current}
        RETURNING CAST(epoch AS double precision) AS epoch`
      return row?.epoch
    })

    const look = Effect.gen(function* () {
      const current = yield* now
      const [row] = yield* sql<Held>`
        SELECT CAST(epoch AS double precision) AS epoch, CAST(held_until AS double precision) AS held_until,
          CAST(held_until - ${current} AS double precision) AS remaining
        FROM userplane_journals WHERE run = ${run}`
      return row
    })

    const release = (epoch: Epoch) =>
      Effect.ignore(alone(sql`UPDATE userplane_journals SET held_until = 0 WHERE run = ${run} AND epoch = ${epoch}`))

    const hold = Effect.gen(function* () {
      let first: Held | undefined
      for (;;) {
        const epoch = yield* take
        if (epoch !== undefined) return epoch
        const held = yield* look
        if (held === undefined) continue
        if (first === undefined && onWait !== undefined) {
          yield* onWait(lockOf(held.epoch), Duration.millis(Math.max(0, held.remaining)))
        }
        first ??= held
        // It is alive: it has renewed its lease, or another process was faster.
        if (held.epoch !== first.epoch || held.held_until !== first.held_until) {
          return yield* new JournalLocked(JournalFailure.locked(run, lockOf(held.epoch)))
        }
        yield* Effect.sleep(Math.ceil(millis / JournalLock.looksPerLease))
      }
    })

    const epoch = yield* Effect.acquireRelease(Effect.interruptible(alone(hold)), release)
    // A renewal that fails is not the end: whether the journal is still held is asked with each line.
    const renew = Effect.flatMap(
      now,
      (now) =>
        sql`UPDATE userplane_journals SET held_until = ${now} + ${millis} WHERE run = ${run} AND epoch = ${epoch}`
    )
    yield* alone(renew).pipe(
      Effect.ignore,
      Effect.delay(millis / JournalLock.renewalsPerLease),
      Effect.forever,
      Effect.forkScoped
    )
    return epoch
  })
