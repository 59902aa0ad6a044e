/**
 * The options of a listing.
 *
 * @since 0.1.0
 */

/**
 * The workspace, and the pages of its links that are asked for.
 *
 * @since 0.1.0
 * @category options
 */
export interface ListLinksOptions {
  readonly workspaceId: string
  /** The page, or the first one of several: a whole number from 1. Default: 1. */
  readonly page?: number | undefined
  /** The number of links a request asks for: a whole number from 1 to 20. Default: 20. */
  readonly perPage?: number | undefined
}
