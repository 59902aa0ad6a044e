/**
 * A recording link and the workspace it belongs to.
 *
 * @since 0.1.0
 */

/**
 * A link and the workspace it belongs to.
 *
 * @since 0.1.0
 * @category models
 */
export interface LinkRef {
  readonly workspaceId: string
  readonly linkId: string
}

/**
 * A link as the key of a map or a set. JSON keeps the two ids apart, whatever characters they hold.
 *
 * @since 0.1.0
 * @category accessors
 */
export const keyOf = ({ linkId, workspaceId }: LinkRef): string => JSON.stringify([workspaceId, linkId])
