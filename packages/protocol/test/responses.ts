/** Responses as a transport delivers them, and the reading of them. */
import type { Failure } from "../src/Failure.js"
import type { LinkRef } from "../src/LinkRef.js"
import { type Deletion, deleteLink } from "../src/Links.js"
import * as Response from "../src/Response.js"
import type { TransportResponse } from "../src/Transport.js"
import { ref } from "./fixtures.js"

export interface ResponseParts {
  readonly status: number
  /** By their names in lower case. Default: a content type of JSON. */
  readonly headers?: Readonly<Record<string, string>>
  /** Default: no byte at all. */
  readonly body?: string | Uint8Array
  /** Default: false. */
  readonly truncated?: boolean
}

const json = { "content-type": "application/json" }

export const responseOf = ({
  body = "",
  headers = json,
  status,
  truncated = false
}: ResponseParts): TransportResponse => ({
  status,
  header: (name) => headers[name],
  body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  truncated
})

/** A response with a value as its JSON body. */
export const jsonResponse = (
  status: number,
  value: unknown,
  headers: ResponseParts["headers"] = json
): TransportResponse => responseOf({ status, headers, body: JSON.stringify(value) })

/** The first attempt of a call with a key that no response holds. */
export const asked: Response.Asked<LinkRef> = {
  input: ref,
  attempts: 1,
  mayBeDone: false,
  mayRepeat: false,
  now: Date.UTC(2026, 0, 1),
  redact: (text) => text
}

/** The failure that a response to a deletion is read as. */
export const failureOf = (response: TransportResponse, context = asked): Failure => {
  const result = Response.read(deleteLink, response, context)
  if (result.ok) throw new Error("Expected a failure")
  return result.failure
}

/** The success that a response to a deletion is read as. */
export const confirmedBy = (response: TransportResponse, context = asked): Response.Confirmed<Deletion> => {
  const result = Response.read(deleteLink, response, context)
  if (!result.ok) throw new Error(`Expected a success, not: ${result.failure.message}`)
  return result.value
}

/** Whether a failure is plain data: JSON writes all of it, and reads it as it was. */
export const isPlainData = (failure: object): boolean =>
  JSON.stringify(JSON.parse(JSON.stringify(failure))) === JSON.stringify(failure) &&
  Object.values(failure).every((value) => value !== undefined)
