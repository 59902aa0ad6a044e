import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Stream from "effect/Stream"
import { Answer, type Reply } from "../../Exchange.js"
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
    Refused: ({ tag }) => {
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

/** A reply that becomes a response: the connection does not break. */
export type ArrivingReply = Exclude<Reply, { readonly _tag: "Broken" | "Silent" }>

/** Makes an HTTP response of a reply. */
export const toResponse = (reply: ArrivingReply): HttpServerResponse.HttpServerResponse => {
  switch (reply._tag) {
    case "Answered":
      return json(contentOf(reply.answer, reply.envelope, reply.data), reply.headers)
    case "Undefined":
      return json({ status: reply.status, body: errorBody(reply.envelope, false, reply) }, reply.headers)
    case "Html":
      return HttpServerResponse.text(page(reply.status), { status: reply.status, contentType: "text/html" })
    case "Redirected":
      return HttpServerResponse.empty({ status: reply.status, headers: { location: reply.location } })
    case "Cut":
      return cut(contentOf(reply.answer))
    case "Oversized":
      return padded(contentOf(reply.answer), reply.bytes)
    case "Endless":
      return endless(contentOf(reply.answer))
  }
}
