import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Stream from "effect/Stream"
import { Answer, type Response } from "../../Exchange.js"
import type { Envelope } from "../../Fault.js"

/** The status and the body of a response. */
interface Content {
  readonly status: number
  readonly body: unknown
}

interface ErrorFields {
  readonly code: string
  readonly status: number
  readonly message: string
  readonly data?: unknown
}

const errorBody = (envelope: Envelope, defined: boolean, { code, data, message, status }: ErrorFields): unknown => {
  const optionalData = data === undefined ? {} : { data }
  return envelope === "Prose"
    ? { error: code, message, ...optionalData }
    : { defined, code, status, message, ...optionalData }
}

const contentOf = (answer: Answer, envelope: Envelope = "OpenApi", data?: unknown): Content =>
  Answer.$match(answer, {
    Deleted: ({ linkId, workspaceId }) => ({
      status: 200,
      body: { message: "Link deleted successfully", data: { workspaceId, linkId } }
    }),
    Listed: ({ links, pagination, workspaceId }) => ({
      status: 200,
      body: { message: "Links retrieved successfully", data: { workspaceId, links, pagination } }
    }),
    Rejected: ({ tag }) => {
      const { code, message, status } = ErrorCatalogue.byTag[tag]
      return { status, body: errorBody(envelope, true, { code, status, message, data }) }
    }
  })

const contentType = "application/json"

const json = ({ body, status }: Content, headers: Readonly<Record<string, string>> = {}) =>
  HttpServerResponse.text(JSON.stringify(body), { status, headers, contentType })

const page = (status: number): string =>
  `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body><h1>${status}</h1><hr>gateway</body></html>\n`

const utf8 = new TextEncoder()

// White space after a JSON text is part of it, so that a body of any size stays valid.
const padding = utf8.encode(" ".repeat(16 * 1024))

const endless = ({ body, status }: Content) =>
  HttpServerResponse.stream(
    Stream.concat(Stream.make(utf8.encode(JSON.stringify(body))), Stream.repeatValue(padding)),
    { status, contentType }
  )

const padded = ({ body, status }: Content, bytes: number) =>
  HttpServerResponse.text(JSON.stringify(body).padEnd(bytes), { status, contentType })

const cut = ({ body, status }: Content) => {
  const text = JSON.stringify(body)
  return HttpServerResponse.text(text.slice(0, text.length / 2), { status, contentType })
}

// HTTP has no body for these, and a web `Response` with one cannot be made.
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

const html = (status: number) =>
  bodiless.has(status)
    ? HttpServerResponse.empty({ status })
    : HttpServerResponse.text(page(status), { status, contentType: "text/html" })

/** A response that arrives: the connection does not break. */
export type ArrivingResponse = Exclude<Response, { readonly _tag: "Broken" | "Silent" }>

/** Makes an HTTP response of a response of the sandbox. */
export const toHttpResponse = (response: ArrivingResponse): HttpServerResponse.HttpServerResponse => {
  switch (response._tag) {
    case "Answered":
      return json(contentOf(response.answer, response.envelope, response.data), response.headers)
    case "Undefined":
      return json({ status: response.status, body: errorBody(response.envelope, false, response) }, response.headers)
    case "Html":
      return html(response.status)
    case "Redirected":
      return HttpServerResponse.empty({ status: response.status, headers: { location: response.location } })
    case "Cut":
      return cut(contentOf(response.answer))
    case "Oversized":
      return padded(contentOf(response.answer), response.bytes)
    case "Endless":
      return endless(contentOf(response.answer))
  }
}
