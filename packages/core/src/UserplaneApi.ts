/**
 * The operation described as an `HttpApi`: what the sandbox serves, and what `docs/openapi/` is generated from. It is an
 * entry of its own, so that a program that only deletes links does not carry it.
 *
 * @since 0.1.0
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiMiddleware from "@effect/platform/HttpApiMiddleware"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as HttpApiSecurity from "@effect/platform/HttpApiSecurity"
import * as OpenApi from "@effect/platform/OpenApi"
import { production } from "@effect-userplane/protocol/BaseUrl"
import * as Context from "effect/Context"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as ErrorCatalogue from "./ErrorCatalogue.js"
import { withDocumentedErrors, withoutOwnSchemas } from "./internal/http/openApiDocument.js"

/**
 * The envelope of a deletion: nothing else at either level.
 *
 * @since 0.1.0
 * @category envelopes
 */
export const DeletionEnvelope = Schema.Struct({
  message: Schema.String,
  data: Schema.Struct({
    workspaceId: Schema.String.pipe(Schema.minLength(1)),
    linkId: Schema.String.pipe(Schema.minLength(1))
  })
})

/**
 * The envelope of a documented failure.
 *
 * @since 0.1.0
 * @category envelopes
 */
export const DefinedErrorEnvelope = <Code extends string, Status extends number>(
  entry: Pick<ErrorCatalogue.Entry, "message"> & { readonly code: Code; readonly status: Status }
) =>
  Schema.Struct({
    defined: Schema.Literal(true),
    code: Schema.Literal(entry.code),
    status: Schema.Literal(entry.status),
    message: Schema.String.annotations({ default: entry.message }),
    data: Schema.optional(Schema.Unknown)
  }).annotations(HttpApiSchema.annotations({ status: entry.status }))

/**
 * The envelope of a failure that the operation did not declare, as it comes with a status.
 *
 * @since 0.1.0
 * @category envelopes
 */
export const UndefinedErrorEnvelope = (status: number) =>
  Schema.Struct({
    defined: Schema.Literal(false),
    code: Schema.String,
    status: Schema.Number,
    message: Schema.String,
    data: Schema.optional(Schema.Unknown)
  }).annotations(HttpApiSchema.annotations({ status }))

/**
 * The statuses that an error can have, each of which has an undefined shape beside its defined ones.
 *
 * @since 0.1.0
 * @category envelopes
 */
export const errorStatuses: ReadonlyArray<ErrorCatalogue.Status> = [
  ...new Set(ErrorCatalogue.entries.map((entry) => entry.status))
]

/**
 * Every error envelope of the operation: one per documented failure, and an undefined one per status.
 *
 * @since 0.1.0
 * @category envelopes
 */
export const ErrorEnvelope = Schema.Union(
  ...ErrorCatalogue.entries.map(DefinedErrorEnvelope),
  ...errorStatuses.map(UndefinedErrorEnvelope)
)

/**
 * The key of a request, as the server received it; empty when there was none.
 *
 * @since 0.1.0
 * @category security
 */
export class PresentedKey extends Context.Tag("@effect-userplane/core/UserplaneApi/PresentedKey")<
  PresentedKey,
  Redacted.Redacted
>() {}

/**
 * Bearer authentication. It only hands the key on: which keys are good is for the server to say.
 *
 * @since 0.1.0
 * @category security
 */
export class Authorization extends HttpApiMiddleware.Tag<Authorization>()(
  "@effect-userplane/core/UserplaneApi/Authorization",
  {
    provides: PresentedKey,
    security: {
      /** The key, as a bearer token. */
      bearerAuth: HttpApiSecurity.annotate(
        HttpApiSecurity.bearer,
        OpenApi.Description,
        "API key with uspl_ prefix. Create keys at dash.userplane.io/_/account?tab=developers"
      )
    }
  }
) {}

const LinkPath = Schema.Struct({
  workspaceId: Schema.String.pipe(Schema.minLength(1)),
  linkId: Schema.String.pipe(Schema.minLength(1))
})

/**
 * `DELETE /public/workspace/{workspaceId}/links/{linkId}`.
 *
 * @since 0.1.0
 * @category api
 */
export const deleteEndpoint = HttpApiEndpoint.del("delete", "/public/workspace/:workspaceId/links/:linkId")
  .setPath(LinkPath)
  .addSuccess(DeletionEnvelope)
  .addError(ErrorEnvelope)
  .annotate(OpenApi.Summary, "Delete recording link")
  .annotate(OpenApi.Description, "Delete a recording link")
  .annotate(OpenApi.Transform, withDocumentedErrors)

/**
 * The links of a workspace.
 *
 * @since 0.1.0
 * @category api
 */
export class LinksGroup extends HttpApiGroup.make("links")
  .add(deleteEndpoint)
  .middleware(Authorization)
  .annotate(OpenApi.Title, "Links") {}

/**
 * The Userplane API, as far as this project uses it.
 *
 * @since 0.1.0
 * @category api
 */
export class UserplaneApi extends HttpApi.make("userplane")
  .add(LinksGroup)
  .annotate(OpenApi.Title, "Userplane Public API")
  .annotate(OpenApi.Version, "1.0.0")
  .annotate(
    OpenApi.Description,
    "Programmatic access to Userplane workspaces, recordings, and links. Authenticate with a Bearer token using your API key (uspl_ prefix)."
  )
  .annotate(OpenApi.Transform, withoutOwnSchemas)
  .annotate(OpenApi.Servers, [{ url: production, description: "Production" }]) {}
