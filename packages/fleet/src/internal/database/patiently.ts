import { SqlError } from "@effect/sql/SqlError"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"

/** The time that a statement may take. */
const statementTimeout = "5 seconds"

/** The time for which a statement is tried again unless another one is asked for. */
export const patience = "30 seconds"

const pauseBetween = "250 millis"

/** Tries a statement again while the database cannot be reached, for as long as the patience lasts. */
export const patiently =
  (patience: Duration.DurationInput) =>
  <A>(statement: Effect.Effect<A, SqlError>): Effect.Effect<A, SqlError> =>
    statement.pipe(
      Effect.timeoutFail({
        duration: statementTimeout,
        onTimeout: () => new SqlError({ cause: undefined, message: `No answer within ${statementTimeout}` })
      }),
      Effect.retry(Schedule.spaced(pauseBetween).pipe(Schedule.upTo(patience))),
      // A fiber of its own, since whoever writes may not be interrupted, but a statement may take for ever.
      Effect.interruptible,
      Effect.forkDaemon,
      Effect.flatMap(Fiber.join)
    )
