/**
 * The success of a deletion.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * The evidence that a link was deleted.
 *
 * - `Reply`: the server confirmed the deletion, and named this link and this workspace.
 * - `GoneAfterLostReply`: the response to an attempt was lost, and the next one was answered that the link is gone. It is
 *   deleted, most likely by this call.
 *
 * @since 0.1.0
 * @category models
 */
export const Confirmation = Schema.Literal("Reply", "GoneAfterLostReply")

/**
 * A confirmation by the server itself, `Reply`, or by what it said after a response was lost.
 *
 * @since 0.1.0
 * @category models
 */
export type Confirmation = typeof Confirmation.Type

/**
 * A link that a call has deleted.
 *
 * @since 0.1.0
 * @category models
 */
export class DeletedLink extends Schema.Class<DeletedLink>("@effect-userplane/core/DeletedLink")({
  workspaceId: Schema.String,
  linkId: Schema.String,
  /** The message of the server. */
  message: Schema.String,
  confirmation: Confirmation,
  /** The number of requests it took. */
  attempts: Schema.Int.pipe(Schema.positive()),
  /** The id that the server gave to the last request, when it gave one. */
  requestId: Schema.optional(Schema.String)
}) {}
