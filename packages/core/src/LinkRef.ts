/**
 * A recording link and the workspace it belongs to.
 *
 * @since 0.1.0
 */
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
 * The two ids by which the API knows a link.
 *
 * @since 0.1.0
 * @category models
 */
export type LinkRef = typeof LinkRef.Type
