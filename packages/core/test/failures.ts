/** One failure of every class, with all of its fields and with as few as it can have. */
import * as Duration from "effect/Duration"
import * as E from "../src/DeleteLinkError.js"
import { ref } from "./fixtures.js"

/** What every failure says. */
export const said = { ...ref, attempts: 2, outcome: "NotDeleted", message: "What was said" } as const

const open = { ...said, outcome: "Unknown" } as const

const response = { requestId: "req_1", retryAfter: Duration.seconds(30) }

type Said = Omit<ConstructorParameters<typeof E.LinkGone>[0], "code" | "status">

const documented = (fields: Said) => ({
  BadRequest: new E.BadRequest({ ...fields, code: "BAD_REQUEST", status: 400 }),
  ApiKeyRequired: new E.ApiKeyRequired({ ...fields, code: "API_KEY_REQUIRED", status: 401 }),
  ApiKeyInvalid: new E.ApiKeyInvalid({ ...fields, code: "API_KEY_INVALID", status: 401 }),
  ApiKeyExpired: new E.ApiKeyExpired({ ...fields, code: "API_KEY_EXPIRED", status: 401 }),
  ApiKeyDisabled: new E.ApiKeyDisabled({ ...fields, code: "API_KEY_DISABLED", status: 403 }),
  NotAMember: new E.NotAMember({ ...fields, code: "NOT_A_MEMBER", status: 403 }),
  LinkWorkspaceMismatch: new E.LinkWorkspaceMismatch({ ...fields, code: "LINK_WORKSPACE_MISMATCH", status: 403 }),
  LinkDeleteForbidden: new E.LinkDeleteForbidden({ ...fields, code: "LINK_DELETE_FORBIDDEN", status: 403 }),
  WorkspaceNotFound: new E.WorkspaceNotFound({ ...fields, code: "WORKSPACE_NOT_FOUND", status: 404 }),
  LinkNotFound: new E.LinkNotFound({ ...fields, code: "LINK_NOT_FOUND", status: 404 }),
  WorkspaceGone: new E.WorkspaceGone({ ...fields, code: "WORKSPACE_GONE", status: 410 }),
  LinkGone: new E.LinkGone({ ...fields, code: "LINK_GONE", status: 410 }),
  RateLimited: new E.RateLimited({ ...fields, code: "RATE_LIMITED", status: 429 }),
  LinkDeleteFailed: new E.LinkDeleteFailed({ ...fields, code: "LINK_DELETE_FAILED", status: 500 }),
  ServiceUnavailable: new E.ServiceUnavailable({ ...fields, code: "SERVICE_UNAVAILABLE", status: 503 })
})

/** Each class with as few fields as it can have, by its tag. */
export const least = {
  ...documented(said),
  UndocumentedError: new E.UndocumentedError({ ...said, code: "QUITE_NEW", status: 418 }),
  UnexpectedResponse: new E.UnexpectedResponse({ ...said, reason: "NotJson", status: 502, body: "" }),
  TransportError: new E.TransportError({ ...said, reason: "ConnectionLost" }),
  InvalidLinkRef: new E.InvalidLinkRef({ ...said, attempts: 0, field: "linkId" })
} satisfies { readonly [T in E.DeleteLinkError["_tag"]]: Extract<E.DeleteLinkError, { readonly _tag: T }> }

const data = { retryAfter: 30, issues: [{ path: ["linkId"], message: null }] }

/** Each class with all of its fields, by its tag. */
export const most = {
  ...documented({ ...open, ...response, data }),
  UndocumentedError: new E.UndocumentedError({ ...open, ...response, data, code: "QUITE_NEW", status: 418 }),
  UnexpectedResponse: new E.UnexpectedResponse({
    ...open,
    ...response,
    reason: "Redirect",
    status: 302,
    contentType: "text/html",
    location: "/login",
    body: "<a href='/login'>"
  }),
  TransportError: new E.TransportError({ ...open, reason: "Timeout" }),
  InvalidLinkRef: new E.InvalidLinkRef({ ...said, attempts: 0, field: "workspaceId" })
} satisfies typeof least

export const failures: ReadonlyArray<E.DeleteLinkError> = [...Object.values(least), ...Object.values(most)]
