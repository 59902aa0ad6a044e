import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import { FleetUnavailable } from "../../FleetError.js"
import { reasonOf } from "./dialect.js"

/** A failed statement as those see it who do not know of the database. It holds no more than the reason. */
export const unavailable = (error: SqlError): FleetUnavailable =>
  new FleetUnavailable({ message: `The database of the runs cannot be used: ${reasonOf(error)}` })

export const reached = <A>(asked: Effect.Effect<A, SqlError>): Effect.Effect<A, FleetUnavailable> =>
  Effect.mapError(asked, unavailable)
