/** A failure of every tag in its JSON encoding, with all of its fields and with as few as it can have. */
import type { DocumentedFailure } from "./Answers.js"
import { ordinaryLink } from "./Client.js"

/** A failure in its JSON encoding. */
export interface PlainFailure {
  readonly _tag: string
  readonly message: string
  readonly attempts: number
  readonly [field: string]: unknown
}

const page = { workspaceId: ordinaryLink.workspaceId, page: 3, perPage: 20 }

const said = { attempts: 2, message: "What was said" }

const notDeleted = { ...ordinaryLink, ...said, outcome: "NotDeleted" }

const open = { ...ordinaryLink, ...said, outcome: "Unknown" }

const response = { requestId: "req_1", retryAfter: 30_000 }

const data = { retryAfter: 30, issues: [{ path: ["linkId"], message: null }] }

const redirect = {
  reason: "Redirect",
  status: 302,
  contentType: "text/html",
  location: "/login",
  body: "<a href='/login'>"
}

const documentedWith = (catalogue: ReadonlyArray<DocumentedFailure>, fields: object) =>
  catalogue.map(({ code, status, tag }): PlainFailure => ({ ...said, ...fields, _tag: tag, code, status }))

/** The failures of a deletion with as few fields as they can have, in the order of their classes. */
export const leastFailures = (catalogue: ReadonlyArray<DocumentedFailure>): ReadonlyArray<PlainFailure> => [
  ...documentedWith(catalogue, notDeleted),
  { ...notDeleted, _tag: "UndocumentedError", code: "QUITE_NEW", status: 418 },
  { ...notDeleted, _tag: "UnexpectedResponse", reason: "NotJson", status: 502, body: "" },
  { ...notDeleted, _tag: "TransportError", reason: "ConnectionLost" },
  { ...notDeleted, _tag: "InvalidLinkRef", attempts: 0, field: "linkId" }
]

/** The failures of a deletion with all of their fields. */
export const mostFailures = (catalogue: ReadonlyArray<DocumentedFailure>): ReadonlyArray<PlainFailure> => [
  ...documentedWith(catalogue, { ...open, ...response, data }),
  { ...open, ...response, data, _tag: "UndocumentedError", code: "QUITE_NEW", status: 418 },
  { ...open, ...response, ...redirect, _tag: "UnexpectedResponse" },
  { ...open, _tag: "TransportError", reason: "Timeout" },
  { ...notDeleted, _tag: "InvalidLinkRef", attempts: 0, field: "workspaceId" }
]

/** The failures of a listing with all of their fields, in the order of their classes. */
export const listingFailures = (
  catalogue: ReadonlyArray<DocumentedFailure>,
  listErrors: ReadonlyArray<string>
): ReadonlyArray<PlainFailure> => [
  ...documentedWith(
    listErrors.flatMap((listed) => catalogue.filter(({ tag }) => tag === listed)),
    { ...page, ...response, data }
  ),
  { ...page, ...said, ...response, _tag: "UndocumentedError", code: "QUITE_NEW", status: 418 },
  { ...page, ...said, ...response, ...redirect, _tag: "UnexpectedResponse" },
  { ...page, ...said, _tag: "TransportError", reason: "Timeout" },
  { ...page, ...said, _tag: "InvalidPageRef", attempts: 0, field: "perPage" }
]
