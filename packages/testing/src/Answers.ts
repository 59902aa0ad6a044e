/** The answers of a scripted transport. */
import { type Answer, type LinkIds, ordinaryLink } from "./Client.js"

type Headers = Readonly<Record<string, string>>

/** An entry of the catalogue of documented failures. */
export interface DocumentedFailure {
  readonly tag: string
  readonly code: string
  readonly status: number
  readonly message: string
}

/** A response with a body of its own. */
export const response = (status: number, body: string, headers: Headers = {}): Answer => ({ status, headers, body })

/** A response in JSON. */
export const json = (status: number, body: unknown, headers: Headers = {}): Answer =>
  response(status, JSON.stringify(body), { "content-type": "application/json", ...headers })

/** A page of a gateway. */
export const html = (status: number, headers: Headers = {}): Answer =>
  response(status, `<html><h1>${status}</h1></html>`, { "content-type": "text/html", ...headers })

/** The confirmation of a deletion. */
export const deleted = (link: LinkIds = ordinaryLink): Answer =>
  json(200, { message: "Link deleted successfully", data: link })

/** A documented failure, as the OpenAPI document shows it. */
export const documented = (
  { code, message, status }: Omit<DocumentedFailure, "tag">,
  headers: Headers = {},
  data?: unknown
): Answer => json(status, { defined: true, code, status, message, data }, headers)

/** The documented failure of a tag. */
export const documentedAs = (catalogue: ReadonlyArray<DocumentedFailure>, tag: string): Answer => {
  const entry = catalogue.find((entry) => entry.tag === tag)
  if (entry === undefined) throw new Error(`No failure is documented as ${tag}`)
  return documented(entry)
}

export const linkGone = (headers: Headers = {}): Answer =>
  documented({ code: "LINK_GONE", status: 410, message: "Link has been deleted" }, headers)

export const rateLimited = (headers: Headers = {}, data?: unknown): Answer =>
  documented({ code: "RATE_LIMITED", status: 429, message: "Too many requests" }, headers, data)

export const unavailable = (headers: Headers = {}): Answer =>
  documented({ code: "SERVICE_UNAVAILABLE", status: 503, message: "Not available" }, headers)

export const deleteFailed = (headers: Headers = {}): Answer =>
  documented({ code: "LINK_DELETE_FAILED", status: 500, message: "Failed" }, headers)

export const forbidden: Answer = documented({ code: "LINK_DELETE_FORBIDDEN", status: 403, message: "Not allowed" })

export const keyExpired: Answer = documented({ code: "API_KEY_EXPIRED", status: 401, message: "Expired" })

/** A failure that the operation did not declare. */
export const undocumented = (status: number, headers: Headers = {}, data?: unknown): Answer =>
  json(status, { defined: false, code: "SOMETHING_ELSE", status, message: "Something else", data }, headers)

const failure = (message: string, mayHaveBeenSent: boolean): Answer => ({ failure: { message, mayHaveBeenSent } })

/** No response: no connection was made. */
export const connectionRefused = failure("connect ECONNREFUSED", false)

/** No response: the connection broke after the request was sent. */
export const connectionReset = failure("read ECONNRESET", true)

/** No whole response: the connection ended in the middle of the body. */
export const bodyCut = failure("terminated", true)

/** No answer at all. */
export const silence: Answer = { silence: true }

/** An answer that takes its time. */
export const after = (millis: number, answer: Answer): Answer => ({ ...answer, after: millis })
