/**
 * The documented failures, listed once. The error classes, the reading of responses, the sandbox's responses, the
 * contract's interactions, the exit codes of the command and the table in `docs/errors.md` all derive from this list.
 *
 * @since 0.1.0
 */

/**
 * The subject of a failure: the API key, the workspace, the one link, the request itself, the shared quota, or the
 * server.
 *
 * @since 0.1.0
 * @category models
 */
export type Category = "key" | "workspace" | "link" | "request" | "quota" | "server"

/**
 * One documented failure.
 *
 * @since 0.1.0
 * @category models
 */
export interface Entry {
  /** The code on the wire, from the OpenAPI document. */
  readonly code: string
  /** The HTTP status that goes with the code, from the OpenAPI document. */
  readonly status: number
  /** The `_tag` of the error class: the code in PascalCase. */
  readonly tag: string
  readonly category: Category
  /** True when the default retry policies ask again. */
  readonly retryable: boolean
  /** True when the link may have been deleted although the response says otherwise. */
  readonly mayHaveBeenCarriedOut: boolean
  /** The default message of the OpenAPI document. */
  readonly message: string
  /** The advice to the person who meets the failure. */
  readonly advice: string
}

/**
 * Every documented failure by its tag, in the order of the OpenAPI document.
 *
 * @since 0.1.0
 * @category catalogue
 */
export const byTag = {
  BadRequest: {
    code: "BAD_REQUEST",
    status: 400,
    tag: "BadRequest",
    category: "request",
    retryable: false,
    mayHaveBeenCarriedOut: false,
    message:
      "Invalid request parameters. Check the request body and query parameters. See https://docs.userplane.io/api/error-handling",
    advice: "Check the workspace id and the link id."
  },
  ApiKeyRequired: {
    code: "API_KEY_REQUIRED",
    status: 401,
    tag: "ApiKeyRequired",
    category: "key",
    retryable: false,
    mayHaveBeenCarriedOut: false,
    message:
      "API key is required. Include it as Authorization: Bearer <your-api-key>. See https://docs.userplane.io/api/authentication",
    advice: "Set USERPLANE_API_KEY, or provide the key with an ApiKey layer."
  },
  ApiKeyInvalid: {
    code: "API_KEY_INVALID",
    status: 401,
    tag: "ApiKeyInvalid",
    category: "key",
    retryable: false,
    mayHaveBeenCarriedOut: false,
    message:
      "The provided API key is not valid. Verify the key and try again. See https://docs.userplane.io/api/authentication",
    advice: "Check the key: a rotated key is invalid from the moment of its rotation."
  },
  ApiKeyExpired: {
    code: "API_KEY_EXPIRED",
    status: 401,
    tag: "ApiKeyExpired",
    category: "key",
    retryable: false,
    mayHaveBeenCarriedOut: false,
    message: "The API key has expired. Rotate or create a new key. See https://docs.userplane.io/api/authentication",
    advice: "Rotate the key or create another one, then provide the new key."
  },
  ApiKeyDisabled: {
    code: "API_KEY_DISABLED",
    status: 403,
    tag: "ApiKeyDisabled",
    category: "key",
    retryable: false,
    mayHaveBeenCarriedOut: false,
    message: "The API key is disabled. Enable it or create a new key. See https://docs.userplane.io/api/authentication",
    advice: "Enable the key in the dashboard, or provide another one."
  },
  NotAMember: {
    code: "NOT_A_MEMBER",
    status: 403,
    tag: "NotAMember",
    category: "workspace",
    retryable: false,
    mayHaveBeenCarriedOut: false,
    message: "The API key owner is not a member of this workspace. See https://docs.userplane.io/api/error-handling",
    advice: "Use a key whose owner is a member of the workspace."
  },
  LinkWorkspaceMismatch: {
    code: "LINK_WORKSPACE_MISMATCH",
    status: 403,
    tag: "LinkWorkspaceMismatch",
    category: "link",
    retryable: false,
    mayHaveBeenCarriedOut: false,
    message: "Link does not belong to this workspace",
    advice: "Name the workspace that the link belongs to."
  },
  LinkDeleteForbidden: {
    code: "LINK_DELETE_FORBIDDEN",
    status: 403,
    tag: "LinkDeleteForbidden",
    category: "link",
    retryable: false,
    mayHaveBeenCarriedOut: false,
    message: "You do not have permission to delete this link",
    advice: "Ask the link's creator, or an admin or owner of the workspace, to delete it."
  },
  WorkspaceNotFound: {
    code: "WORKSPACE_NOT_FOUND",
    status: 404,
    tag: "WorkspaceNotFound",
    category: "workspace",
    retryable: false,
    mayHaveBeenCarriedOut: false,
    message: "Workspace not found",
    advice: "Check the workspace id."
  },
  LinkNotFound: {
    code: "LINK_NOT_FOUND",
    status: 404,
    tag: "LinkNotFound",
    category: "link",
    retryable: false,
    mayHaveBeenCarriedOut: false,
    message: "Link not found",
    advice: "Check the link id: no link of this id has ever existed."
  },
  WorkspaceGone: {
    code: "WORKSPACE_GONE",
    status: 410,
    tag: "WorkspaceGone",
    category: "workspace",
    retryable: false,
    mayHaveBeenCarriedOut: false,
    message: "Workspace has been deleted",
    advice: "Nothing is left to delete: the workspace itself was deleted."
  },
  LinkGone: {
    code: "LINK_GONE",
    status: 410,
    tag: "LinkGone",
    category: "link",
    retryable: false,
    mayHaveBeenCarriedOut: false,
    message: "Link has been deleted",
    advice: "Nothing to do: the link was already deleted."
  },
  RateLimited: {
    code: "RATE_LIMITED",
    status: 429,
    tag: "RateLimited",
    category: "quota",
    retryable: true,
    mayHaveBeenCarriedOut: false,
    message:
      "Rate limit exceeded. Wait and retry with exponential backoff. See https://docs.userplane.io/api/rate-limits",
    advice: "Wait: the quota is shared by all keys of the user, 120 requests a minute and 10,000 a day."
  },
  LinkDeleteFailed: {
    code: "LINK_DELETE_FAILED",
    status: 500,
    tag: "LinkDeleteFailed",
    category: "server",
    retryable: true,
    mayHaveBeenCarriedOut: true,
    message: "Failed to delete link",
    advice: "Try again later: the server failed while deleting, and the link may be deleted or not."
  },
  ServiceUnavailable: {
    code: "SERVICE_UNAVAILABLE",
    status: 503,
    tag: "ServiceUnavailable",
    category: "server",
    retryable: true,
    mayHaveBeenCarriedOut: false,
    message:
      "API key verification service is temporarily unavailable. Please try again later. See https://docs.userplane.io/api/error-handling",
    advice: "Try again later: the key could not be verified, so nothing was deleted."
  }
} as const satisfies Readonly<Record<string, Entry>>

/**
 * A documented failure with its literal types.
 *
 * @since 0.1.0
 * @category models
 */
export type DocumentedEntry = (typeof byTag)[keyof typeof byTag]

/**
 * The documented codes.
 *
 * @since 0.1.0
 * @category models
 */
export type Code = DocumentedEntry["code"]

/**
 * The tags of the documented failures.
 *
 * @since 0.1.0
 * @category models
 */
export type Tag = DocumentedEntry["tag"]

/**
 * The statuses of the documented failures.
 *
 * @since 0.1.0
 * @category models
 */
export type Status = DocumentedEntry["status"]

/**
 * Every documented failure, in the order of the OpenAPI document.
 *
 * @since 0.1.0
 * @category catalogue
 */
export const entries: ReadonlyArray<DocumentedEntry> = Object.values(byTag)

/**
 * Tells whether a text is the tag of a documented failure.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isTag = (text: string): text is Tag => Object.hasOwn(byTag, text)

const byStatusAndCode: ReadonlyMap<string, DocumentedEntry> = new Map(
  entries.map((entry) => [`${entry.status} ${entry.code}`, entry])
)

/**
 * The documented failure of a status and a code, whatever the envelope around them looked like.
 *
 * @example
 * ```ts
 * import * as Catalogue from "@effect-userplane/protocol/Catalogue"
 *
 * Catalogue.find(410, "LINK_GONE")?.tag // "LinkGone"
 * Catalogue.find(404, "LINK_GONE") // undefined: the pair counts, not the code alone
 * ```
 *
 * @since 0.1.0
 * @category lookup
 */
export const find = (status: number, code: string): DocumentedEntry | undefined =>
  byStatusAndCode.get(`${status} ${code}`)

const yesNo = (yes: boolean): string => (yes ? "yes" : "no")

const tableRow = (entry: Entry): string =>
  `| \`${entry.tag}\` | \`${entry.code}\` | ${entry.status} | ${entry.category} | ${yesNo(entry.retryable)} | ${yesNo(entry.mayHaveBeenCarriedOut)} | ${entry.advice} |`

/**
 * The catalogue as a Markdown table, the one in `docs/errors.md`.
 *
 * @since 0.1.0
 * @category rendering
 */
export const toMarkdown = (): string =>
  [
    "| Tag | Code | Status | About | Retried? | May have been carried out? | What to do |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...entries.map(tableRow)
  ].join("\n")
