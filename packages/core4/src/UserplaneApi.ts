/**
 * The operation described as an `HttpApi`, for servers and generated clients. It is an entry of its own, so that a program
 * that only deletes links does not carry it.
 *
 * The `HttpApi` of Effect 4.1 is marked as unstable.
 *
 * @since 0.1.0
 */
import { production } from "@effect-userplane/protocol/BaseUrl"
import * as Context from "effect/Context"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
import * as OpenApi from "effect/http-api/OpenApi"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as ErrorCatalogue from "./ErrorCatalogue.js"
import { withOpenErrors } from "./internal/http/openApiDocument.js"

const Id = Schema.String.check(Schema.isMinLength(1))

/**
 * The envelope of a deletion: nothing else at either level.
 *
 * @since 0.1.0
 * @category envelopes
 */
export const DeletionEnvelope = Schema.Struct({
  message: Schema.String,
  data: Schema.Struct({ workspaceId: Id, linkId: Id })
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
    message: Schema.String.annotate({ default: entry.message }),
    data: Schema.optionalKey(Schema.Unknown)
  }).pipe(HttpApiSchema.status(entry.status))

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
    status: Schema.Finite,
    message: Schema.String,
    data: Schema.optionalKey(Schema.Unknown)
  }).pipe(HttpApiSchema.status(status))

/**
 * The statuses that an error can have, each of which has an undefined shape beside its defined ones.
 *
 * @since 0.1.0
 * @category envelopes
 */
export const errorStatuses: ReadonlyArray<ErrorCatalogue.Status> = [
  ...new Set(ErrorCatalogue.entries.map((entry) => entry.status))
]

const errorEnvelopes = [
  ...ErrorCatalogue.entries.map(DefinedErrorEnvelope),
  ...errorStatuses.map(UndefinedErrorEnvelope)
]

/**
 * Every error envelope of the operation: one per documented failure, and an undefined one per status.
 *
 * @since 0.1.0
 * @category envelopes
 */
export const ErrorEnvelope = Schema.Union(errorEnvelopes)

/**
 * The key of a request, as the server received it; empty when there was none.
 *
 * @since 0.1.0
 * @category security
 */
export class PresentedKey extends Context.Service<PresentedKey, Redacted.Redacted>()(
  "@effect-userplane/core4/UserplaneApi/PresentedKey"
) {}

const bearerAuth = HttpApiSecurity.annotate(
  // In lower case as in the provider's document: schemes are compared without regard to case.
  HttpApiSecurity.http({ scheme: "bearer" }),
  OpenApi.Description,
  "API key with uspl_ prefix. Create keys at dash.userplane.io/_/account?tab=developers"
)

/**
 * Bearer authentication. It only hands the key on: which keys are good is for the server to say.
 *
 * @since 0.1.0
 * @category security
 */
export class Authorization extends HttpApiMiddleware.Service<Authorization, { provides: PresentedKey }>()(
  "@effect-userplane/core4/UserplaneApi/Authorization",
  { security: { bearerAuth } }
) {}

/**
 * `DELETE /public/workspace/{workspaceId}/links/{linkId}`.
 *
 * @since 0.1.0
 * @category api
 */
export const deleteEndpoint = HttpApiEndpoint.delete("delete", "/public/workspace/:workspaceId/links/:linkId", {
  params: { workspaceId: Id, linkId: Id },
  success: DeletionEnvelope,
  error: errorEnvelopes
})
  .annotate(OpenApi.Summary, "Delete recording link")
  .annotate(OpenApi.Description, "Delete a recording link")
  .annotate(OpenApi.Transform, withOpenErrors)

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
  .annotate(OpenApi.Servers, [{ url: production, description: "Production" }]) {}
