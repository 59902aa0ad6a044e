/**
 * The outcomes of the links of a bulk deletion.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { DeletedLink } from "./DeletedLink.js"
import { DeleteLinkError, LinkGone } from "./DeleteLinkError.js"
import { DurationFromMillis } from "./internal/model/durationFromMillis.js"

const fields = {
  workspaceId: Schema.String,
  linkId: Schema.String,
  /** The number of requests that were sent for the link in this run. */
  requests: Schema.Natural,
  /** The time they waited for the quota in total. */
  waited: DurationFromMillis,
  /** The time when the run began to work on the link. */
  startedAt: Schema.DateTimeUtcFromString,
  /** The time when its outcome was known. */
  endedAt: Schema.DateTimeUtcFromString
}

/**
 * The link was deleted by this run.
 *
 * @since 0.1.0
 * @category outcomes
 */
export class Deleted extends Schema.TaggedClass<Deleted>("@effect-userplane/core4/Deleted")("Deleted", {
  ...fields,
  link: DeletedLink
}) {}

/**
 * The link was deleted before this run.
 *
 * @since 0.1.0
 * @category outcomes
 */
export class AlreadyGone extends Schema.TaggedClass<AlreadyGone>("@effect-userplane/core4/AlreadyGone")("AlreadyGone", {
  ...fields,
  error: LinkGone
}) {}

/**
 * The link could not be deleted.
 *
 * @since 0.1.0
 * @category outcomes
 */
export class Failed extends Schema.TaggedClass<Failed>("@effect-userplane/core4/Failed")("Failed", {
  ...fields,
  error: DeleteLinkError
}) {}

/**
 * The outcome of one link of a run.
 *
 * @since 0.1.0
 * @category outcomes
 */
export const DeleteOutcome = Schema.Union([Deleted, AlreadyGone, Failed])

/**
 * `Deleted`, `AlreadyGone` or `Failed`, by its `_tag`.
 *
 * @since 0.1.0
 * @category outcomes
 */
export type DeleteOutcome = typeof DeleteOutcome.Type

/**
 * A link whose request was in flight when the run was interrupted: nobody knows whether it was deleted.
 *
 * @since 0.1.0
 * @category outcomes
 */
export class InFlight extends Schema.TaggedClass<InFlight>("@effect-userplane/core4/InFlight")("InFlight", {
  workspaceId: Schema.String,
  linkId: Schema.String,
  /** The number of requests that were sent for the link in this run, the one in flight included. */
  requests: Schema.Int.check(Schema.isGreaterThan(0)),
  outcome: Schema.Literal("Unknown")
}) {}
