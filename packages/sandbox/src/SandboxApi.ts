/**
 * The API that the sandbox serves: the `UserplaneApi` of the client, and the listing of links.
 *
 * @since 0.1.0
 */

import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import { Authorization, ErrorEnvelope, UserplaneApi } from "@effect-userplane/core/UserplaneApi"
import * as Schema from "effect/Schema"

/**
 * A link as the listing returns it.
 *
 * @since 0.1.0
 * @category envelopes
 */
export const LinkDescription = Schema.Struct({
  linkId: Schema.String,
  linkTitle: Schema.String,
  linkType: Schema.String,
  linkReusable: Schema.Boolean,
  linkProviderType: Schema.String,
  linkProviderId: Schema.String,
  linkProviderReference: Schema.String,
  linkURL: Schema.String,
  meta: Schema.Record({ key: Schema.String, value: Schema.Unknown }),
  createdAt: Schema.String,
  project: Schema.Struct({ projectId: Schema.String, title: Schema.String }),
  creator: Schema.Struct({ workspaceMemberId: Schema.String, name: Schema.String }),
  domain: Schema.Struct({ domainId: Schema.String, url: Schema.String, status: Schema.String })
})

/**
 * A page of links.
 *
 * @since 0.1.0
 * @category envelopes
 */
export const ListingEnvelope = Schema.Struct({
  message: Schema.String,
  data: Schema.Struct({
    workspaceId: Schema.String,
    links: Schema.Array(LinkDescription),
    pagination: Schema.Struct({
      page: Schema.Int,
      perPage: Schema.Int,
      total: Schema.Int,
      totalPages: Schema.Int,
      hasMore: Schema.Boolean
    })
  })
})

const numberOr = (byDefault: number) => Schema.optionalWith(Schema.NumberFromString, { default: () => byDefault })

/**
 * `GET /public/workspace/{workspaceId}/links?page=1&per_page=10`.
 *
 * @since 0.1.0
 * @category api
 */
export const listEndpoint = HttpApiEndpoint.get("list", "/public/workspace/:workspaceId/links")
  .setPath(Schema.Struct({ workspaceId: Schema.String.pipe(Schema.minLength(1)) }))
  .setUrlParams(Schema.Struct({ page: numberOr(1), per_page: numberOr(10) }))
  .addSuccess(ListingEnvelope)
  .addError(ErrorEnvelope)

/**
 * The listing of links.
 *
 * @since 0.1.0
 * @category api
 */
export class ListingGroup extends HttpApiGroup.make("listing").add(listEndpoint).middleware(Authorization) {}

/**
 * The whole API of the sandbox.
 *
 * @since 0.1.0
 * @category api
 */
export class SandboxApi extends HttpApi.make("userplane-sandbox").addHttpApi(UserplaneApi).add(ListingGroup) {}
