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
export const ListedLink = Schema.StructWithRest(
  Schema.Struct({ workspaceId: Schema.String, linkId: Schema.NonEmptyString }),
  [Schema.Record(Schema.String, Schema.Unknown)]
)

/**
 * A `LinkRef` with the other fields of the listing, whose values are not checked.
 *
 * @since 0.1.0
 * @category models
 */
export type ListedLink = typeof ListedLink.Type

const positive = Schema.Int.check(Schema.isGreaterThan(0))

/**
 * A page of the links of a workspace.
 *
 * @since 0.1.0
 * @category models
 */
export class LinkPage extends Schema.Class<LinkPage>("@effect-userplane/core4/LinkPage")({
  workspaceId: Schema.String,
  /** From 1. */
  page: positive,
  /** The number of links that were asked for. */
  perPage: positive,
  links: Schema.Array(ListedLink),
  /** The number of links the workspace has by now. */
  total: Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)),
  /** True when more pages follow. */
  hasMore: Schema.Boolean,
  /** The number of requests it took. */
  attempts: positive,
  /** The id that the server gave to the last request, when it gave one. */
  requestId: Schema.optional(Schema.String)
}) {}
