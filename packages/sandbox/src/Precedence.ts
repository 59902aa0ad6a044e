/**
 * The order of the documented failures: which one a request gets when several apply.
 *
 * @since 0.1.0
 */
import type * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"

/**
 * The checks in their order, each with its failures in theirs: the first that applies is the answer.
 *
 * The key comes first, since a stranger is told nothing. Then the quota, which counts every request of a user. Then the
 * request itself, from the workspace to the link.
 *
 * @since 0.1.0
 * @category precedence
 */
export const checks = [
  { check: "key service", failures: ["ServiceUnavailable"] },
  { check: "key", failures: ["ApiKeyRequired", "ApiKeyInvalid", "ApiKeyExpired", "ApiKeyDisabled"] },
  { check: "quota", failures: ["RateLimited"] },
  { check: "request parameters", failures: ["BadRequest"] },
  { check: "workspace", failures: ["WorkspaceNotFound", "WorkspaceGone"] },
  { check: "membership", failures: ["NotAMember"] },
  { check: "link", failures: ["LinkNotFound", "LinkWorkspaceMismatch", "LinkGone"] },
  { check: "permission", failures: ["LinkDeleteForbidden"] },
  { check: "deletion", failures: ["LinkDeleteFailed"] }
] as const satisfies ReadonlyArray<{
  readonly check: string
  readonly failures: ReadonlyArray<ErrorCatalogue.Tag>
}>

/**
 * Every documented failure, the one with the highest precedence first.
 *
 * @since 0.1.0
 * @category precedence
 */
export const precedence: ReadonlyArray<ErrorCatalogue.Tag> = checks.flatMap(({ failures }) => failures)
