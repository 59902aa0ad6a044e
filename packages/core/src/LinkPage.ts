/**
 * A page of the links of a workspace.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * A link as the API lists it, and its workspace, so that it can be deleted as it is. Nothing else is relied on: the other
 * fields are known from examples alone, and are passed on as they are.
 *
 * @since 0.1.0
 * @category models
 */
export const ListedLink = Schema.Struct(
  { workspaceId: Schema.String, linkId: Schema.NonEmptyString },
  { key: Schema.String, value: Schema.Unknown }
)

/**
 * A `LinkRef` with the other fields of the listing, whose values are not checked.
 *
 * @since 0.1.0
 * @category models
 */
export type ListedLink = typeof ListedLink.Type

/**
 * A page of the links of a workspace.
 *
 * @since 0.1.0
 * @category models
 */
export class LinkPage extends Schema.Class<LinkPage>("@effect-userplane/core/LinkPage")({
  workspaceId: Schema.String,
  /** From 1. */
  page: Schema.Int.pipe(Schema.positive()),
  /** The number of links that were asked for. */
  perPage: Schema.Int.pipe(Schema.positive()),
  links: Schema.Array(ListedLink),
  /** The number of links the workspace has by now. */
  total: Schema.NonNegative,
  /** True when more pages follow. */
  hasMore: Schema.Boolean,
  /** The number of requests it took. */
  attempts: Schema.Int.pipe(Schema.positive()),
  /** The id that the server gave to the last request, when it gave one. */
  requestId: Schema.optional(Schema.String)
}) {}
