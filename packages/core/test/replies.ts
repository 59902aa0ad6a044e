/** Replies as a carrier hands them over, and the reading of them without a carrier. */
import * as Either from "effect/Either"
import type { DeleteLinkError } from "../src/DeleteLinkError.js"
import * as Reply from "../src/internal/reply.js"
import type { DeletedLink } from "../src/Links.js"
import type { TransportReply } from "../src/Transport.js"
import { ref } from "./fixtures.js"

export interface ReplyParts {
  readonly status: number
  /** By their names in lower case. Default: a content type of JSON. */
  readonly headers?: Readonly<Record<string, string>>
  /** Default: no byte at all. */
  readonly body?: string | Uint8Array
  /** Default: false. */
  readonly truncated?: boolean
}

const json = { "content-type": "application/json" }

export const replyOf = ({ body = "", headers = json, status, truncated = false }: ReplyParts): TransportReply => ({
  status,
  header: (name) => headers[name],
  body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  truncated
})

/** A reply with a value as its JSON body. */
export const jsonReply = (status: number, value: unknown, headers: ReplyParts["headers"] = json): TransportReply =>
  replyOf({ status, headers, body: JSON.stringify(value) })

/** The first attempt of a call with an ordinary key that no text below holds. */
export const asked: Reply.Asked = {
  ref,
  attempts: 1,
  open: false,
  mayRepeat: false,
  now: () => Date.UTC(2026, 0, 1),
  redact: (text) => text
}

/** The failure that a reply is read as. */
export const failureOf = (reply: TransportReply, context: Reply.Asked = asked): DeleteLinkError =>
  Either.getOrThrowWith(Either.flip(Reply.read(reply, context)), () => new Error("Expected a failure"))

/** The deletion that a reply is read as. */
export const deletionOf = (reply: TransportReply, context: Reply.Asked = asked): DeletedLink =>
  Either.getOrThrow(Reply.read(reply, context))

/** All that a failure says, as plain fields. */
export const fieldsOf = (error: DeleteLinkError): Readonly<Record<string, unknown>> => ({
  ...error,
  message: error.message
})
