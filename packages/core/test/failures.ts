/** One failure of every class, with all of its fields and with as few as it can have. */
import * as Duration from "effect/Duration"
import * as Record from "effect/Record"
import * as E from "../src/DeleteLinkError.js"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import { ref } from "./fixtures.js"

/** What every failure says. */
export const said = { ...ref, attempts: 2, outcome: "NotDeleted", message: "What was said" } as const

const open = { ...said, outcome: "Unknown" } as const

const response = { requestId: "req_1", retryAfter: Duration.seconds(30) }

type AnyClass = new (fields: object) => E.DeleteLinkError

const documented = (fields: object) =>
  Record.map(ErrorCatalogue.byTag, ({ code, status, tag }): E.DeleteLinkError => {
    // The class of a tag takes its code and its status, which TypeScript cannot tell for all tags at once.
    const Class = E.documentedErrors[tag] as AnyClass
    return new Class({ ...fields, code, status })
  })

/** Each class with as few fields as it can have, by its tag. */
export const least = {
  ...documented(said),
  UndocumentedError: new E.UndocumentedError({ ...said, code: "QUITE_NEW", status: 418 }),
  UnexpectedResponse: new E.UnexpectedResponse({ ...said, reason: "NotJson", status: 502, body: "" }),
  TransportError: new E.TransportError({ ...said, reason: "ConnectionLost" }),
  InvalidLinkRef: new E.InvalidLinkRef({ ...said, attempts: 0, field: "linkId" })
} satisfies { readonly [T in E.DeleteLinkError["_tag"]]: E.DeleteLinkError }

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
