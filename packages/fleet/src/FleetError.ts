/**
 * The failures of a fleet.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * A run of that id was never submitted.
 *
 * @since 0.1.0
 * @category errors
 */
export class RunNotFound extends Schema.TaggedError<RunNotFound>("@effect-userplane/fleet/RunNotFound")("RunNotFound", {
  id: Schema.String,
  message: Schema.String
}) {}

/**
 * The runs cannot be reached: their database, or the worker in between.
 *
 * @since 0.1.0
 * @category errors
 */
export class FleetUnavailable extends Schema.TaggedError<FleetUnavailable>("@effect-userplane/fleet/FleetUnavailable")(
  "FleetUnavailable",
  { message: Schema.String }
) {}

/**
 * A run was never submitted, or the runs cannot be reached.
 *
 * @since 0.1.0
 * @category errors
 */
export type FleetError = FleetUnavailable | RunNotFound
