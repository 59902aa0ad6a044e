import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import { FleetUnavailable } from "../../FleetError.js"
import { reasonOf } from "./dialect.js"
import { patience, patiently } from "./patiently.js"

/** A failed statement as those see it who do not know of the database. It holds no more than the reason. */
export const unavailable = (error: SqlError): FleetUnavailable =>
  new FleetUnavailable({ message: `The database of the runs cannot be used: ${reasonOf(error)}` })

export const reached = <A>(asked: Effect.Effect<A, SqlError>): Effect.Effect<A, FleetUnavailable> =>
  Effect.mapError(asked, unavailable)

/** Tries a statement again, where much was done before it that would have to be done again. */
export const reachedPatiently = <A>(asked: Effect.Effect<A, SqlError>): Effect.Effect<A, FleetUnavailable> =>
  reached(patiently(patience)(asked))
