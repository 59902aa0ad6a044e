import * as Schema from "effect/Schema"

/**
 * A link and the workspace it belongs to.
 *
 * @since 0.1.0
 * @category models
 */
export const LinkRef = Schema.Struct({
  workspaceId: Schema.NonEmptyString,
  linkId: Schema.NonEmptyString
})

/**
 * @since 0.1.0
 * @category models
 */
export type LinkRef = typeof LinkRef.Type

/** A link as the key of a map. JSON keeps the two ids apart, whatever is in them. */
export const keyOf = ({ linkId, workspaceId }: LinkRef): string => JSON.stringify([workspaceId, linkId])

/**
 * How it is known that a link was deleted.
 *
 * - `Reply`: the server confirmed the deletion, and named this link and this workspace.
 * - `GoneAfterLostReply`: the reply to an attempt was lost, and the next one was answered that the link is gone: it is
 *   deleted, most likely by this call.
 *
 * @since 0.1.0
 * @category models
 */
export const Confirmation = Schema.Literal("Reply", "GoneAfterLostReply")

/**
 * @since 0.1.0
 * @category models
 */
export type Confirmation = typeof Confirmation.Type

/**
 * A link that this call has deleted.
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
  /** How many requests it took. */
  attempts: Schema.Int.pipe(Schema.positive()),
  /** The id that the server gave to the last request, when it gave one. */
  requestId: Schema.optional(Schema.String)
}) {}
