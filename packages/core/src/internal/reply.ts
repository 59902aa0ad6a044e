import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import {
  type DeleteLinkError,
  type DocumentedError,
  documentedErrors,
  type Outcome,
  UndocumentedError,
  type UnexpectedReason,
  UnexpectedResponse
} from "../DeleteLinkError.js"
import * as ErrorCatalogue from "../ErrorCatalogue.js"
import type { TransportReply } from "../Transport.js"
import * as Hint from "./hint.js"
import * as Json from "./json.js"
import { type DeletedLink, deletedLink, type LinkRef } from "./link.js"
import { present } from "./present.js"
import type { Redact } from "./redaction.js"
import { withoutStack } from "./withoutStack.js"

/** What a reply answers to. */
export interface Asked {
  readonly ref: LinkRef
  /** How many attempts the call has made, this one included. */
  readonly attempts: number
  /** Whether an attempt before this one may have been carried out without its answer being seen. */
  readonly open: boolean
  /** Whether the transport may have sent the request twice by itself. */
  readonly mayRepeat: boolean
  /** The time, in milliseconds since the epoch. */
  readonly now: () => number
  readonly redact: Redact
}

type JsonObject = Record<PropertyKey, unknown>

const excerptBuffer = new Uint8Array(2 * 1024)

/** The beginning of a text, at most 2 KiB of UTF-8. */
const excerpt = (text: string): string => text.slice(0, new TextEncoder().encodeInto(text, excerptBuffer).read)

const header = (reply: TransportReply, asked: Asked, name: string): string | undefined => {
  const value = reply.header(name)
  return value === undefined ? undefined : excerpt(asked.redact(value))
}

const unlessEmpty = (value: unknown): string | undefined =>
  Predicate.isString(value) && value !== "" ? value : undefined

const requestId = (reply: TransportReply, asked: Asked): string | undefined =>
  unlessEmpty(header(reply, asked, "x-request-id")) ?? unlessEmpty(header(reply, asked, "request-id"))

// 501 and 505 say that the server does not do such things, 503 that it did not begin. The other server failures say that
// it broke somewhere on the way, and any 2xx that something was done.
const untouched: ReadonlySet<number> = new Set([501, 503, 505])

const mayHaveBeenCarriedOut = (status: number): boolean =>
  (status >= 200 && status <= 299) || (status >= 500 && status <= 599 && !untouched.has(status))

const outcome = (asked: Asked, carriedOut: boolean): Outcome => (asked.open || carriedOut ? "Unknown" : "NotDeleted")

const sharedFields = (reply: TransportReply, asked: Asked, data: unknown) => {
  const id = requestId(reply, asked)
  const retryAfter = Hint.retryAfter({ status: reply.status, header: reply.header, data }, asked.now())
  return {
    workspaceId: asked.ref.workspaceId,
    linkId: asked.ref.linkId,
    attempts: asked.attempts,
    status: reply.status,
    ...(id === undefined ? {} : { requestId: id }),
    ...(retryAfter === undefined ? {} : { retryAfter })
  }
}

/** The code of an error envelope: `code` in the OpenAPI document, `error` in the prose documentation. */
const codeOf = (body: JsonObject): string | undefined => unlessEmpty(body["code"]) ?? unlessEmpty(body["error"])

type DocumentedConstructor = new (
  fields: ReturnType<typeof sharedFields> & {
    readonly outcome: Outcome
    readonly code: string
    readonly message: string
    readonly data?: unknown
  },
  disableValidation: true
) => DocumentedError

const failure = (reply: TransportReply, asked: Asked, body: JsonObject, code: string): DeleteLinkError => {
  const entry = ErrorCatalogue.find(reply.status, code)
  const fields = {
    ...sharedFields(reply, asked, body["data"]),
    // Sent twice, the first may have deleted the link that the second finds gone.
    outcome: outcome(
      asked,
      (asked.mayRepeat && entry?.tag === "LinkGone") ||
        (entry?.mayHaveBeenCarriedOut ?? mayHaveBeenCarriedOut(reply.status))
    ),
    code,
    message: unlessEmpty(body["message"]) ?? entry?.message ?? code,
    ...(body["data"] === undefined ? {} : { data: body["data"] })
  }
  if (entry === undefined) return withoutStack(() => new UndocumentedError(fields, true))
  // The entry was found by this very status and code, which TypeScript cannot relate to the class of its tag.
  const Documented = documentedErrors[entry.tag] as DocumentedConstructor
  return withoutStack(() => new Documented(fields, true))
}

const confirmed = ({ data, message }: JsonObject): (LinkRef & { readonly message: string }) | undefined =>
  Predicate.isString(message) &&
  Predicate.isRecord(data) &&
  Predicate.isString(data["workspaceId"]) &&
  Predicate.isString(data["linkId"])
    ? { message, workspaceId: data["workspaceId"], linkId: data["linkId"] }
    : undefined

const utf8 = new TextDecoder("utf-8", { fatal: true })

const lossyUtf8 = new TextDecoder()

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

// A reply without a content type is looked into; one that says it is something else is believed. Where the header was
// sent twice, some carriers join the two with a comma.
const isJson = (contentType: string | undefined): boolean =>
  contentType === undefined ||
  contentType === "application/json" ||
  /^application\/([^;,\s]+\+)?json\s*([;,]|$)/i.test(contentType.trim())

/**
 * Reads a reply. The HTTP status is the truth, the pair of status and code picks the failure, and whatever is not
 * understood is an `UnexpectedResponse`.
 */
export const read = (reply: TransportReply, asked: Asked): Either.Either<DeletedLink, DeleteLinkError> => {
  const { status } = reply
  const unexpected = (reason: UnexpectedReason, problem: string) =>
    Either.left(
      new UnexpectedResponse(
        present({
          ...sharedFields(reply, asked, undefined),
          outcome: outcome(asked, mayHaveBeenCarriedOut(status)),
          reason,
          message: `The reply with status ${status} was not understood: ${problem}`,
          contentType: header(reply, asked, "content-type"),
          location: header(reply, asked, "location"),
          body: excerpt(asked.redact(lossyUtf8.decode(reply.body)))
        }),
        true
      )
    )

  const isError = status >= 400 && status <= 599
  if (status >= 300 && status <= 399) return unexpected("Redirect", "it redirects, and redirects are not followed")
  if (status !== 200 && !isError) return unexpected("UndocumentedStatus", "no such status is documented")
  if (reply.truncated) return unexpected("BodyTooLarge", "its body is larger than 64 KiB")
  if (!isJson(reply.header("content-type"))) return unexpected("NotJson", "its content type is not JSON")
  const text = decode(reply.body)
  if (text === undefined) return unexpected("NotJson", "its body is not UTF-8")
  if (text === "") return unexpected("NotJson", "its body is empty")
  const parsed = Json.parse(text)
  // The confirmation of a deletion is only compared; what a failure says is handed on.
  const body = parsed !== undefined && isError ? Json.withoutKey(parsed, asked.redact) : parsed
  if (body === undefined) return unexpected("NotJson", "its body is not readable JSON")
  if (!Predicate.isRecord(body.value)) return unexpected("UnknownEnvelope", "its body is not an object")

  if (isError) {
    const code = codeOf(body.value)
    return code === undefined
      ? unexpected("UnknownEnvelope", "its body has neither a code nor an error")
      : Either.left(failure(reply, asked, body.value, code))
  }

  const deletion = confirmed(body.value)
  if (deletion === undefined) return unexpected("UnknownEnvelope", "its body does not confirm a deletion")
  const { linkId, message, workspaceId } = deletion
  if (workspaceId !== asked.ref.workspaceId || linkId !== asked.ref.linkId) {
    return unexpected("OtherLink", "it confirms the deletion of another link")
  }
  const fields = {
    workspaceId,
    linkId,
    message: asked.redact(message),
    confirmation: "Reply",
    attempts: asked.attempts
  } as const
  const id = requestId(reply, asked)
  return Either.right(deletedLink(id === undefined ? fields : { ...fields, requestId: id }))
}
