/**
 * The reading of a response. The HTTP status is the truth, the pair of status and code picks the failure, and whatever is
 * not understood is an `UnexpectedResponse`.
 *
 * @since 0.1.0
 */
import * as Catalogue from "./Catalogue.js"
import {
  type DeclaredTag,
  type Failure,
  mayHaveBeenCarriedOut,
  type Outcome,
  type UnexpectedReason
} from "./Failure.js"
import * as Json from "./internal/json.js"
import type { JsonObject, Operation } from "./Operation.js"
import type { Redact } from "./Redaction.js"
import { fail, type Result, succeed } from "./Result.js"
import * as RetryAfter from "./RetryAfter.js"
import type { TransportResponse } from "./Transport.js"

/**
 * The request that a response answers, and how far its call has come.
 *
 * @since 0.1.0
 * @category models
 */
export interface Asked<Input> {
  readonly input: Input
  /** The number of attempts the call has made, this one included. */
  readonly attempts: number
  /** True when an attempt before this one may have been carried out without its response being seen. */
  readonly mayBeDone: boolean
  /** True when the transport may have sent the request twice by itself. */
  readonly mayRepeat: boolean
  /** The time, in milliseconds since the epoch. */
  readonly now: number
  /** Takes the key out of a text. */
  readonly redact: Redact
}

/**
 * The confirmation of an operation.
 *
 * @since 0.1.0
 * @category models
 */
export interface Confirmed<Value> {
  readonly value: Value
  /** The id that the server gave to the request, when it gave one. */
  readonly requestId: string | undefined
}

const excerptBytes = 2 * 1024

/** The beginning of a text, at most 2 KiB of UTF-8. */
const excerpt = (text: string): string =>
  text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(excerptBytes)).read)

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined)

const utf8 = new TextDecoder("utf-8", { fatal: true })

const lossyUtf8 = new TextDecoder()

const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

// A response without a content type is looked into; one that says it is something else is believed. Where the header was
// sent twice, some transports join the two with a comma.
const isJson = (contentType: string | undefined): boolean =>
  contentType === undefined || /^application\/([^;,\s]+\+)?json\s*([;,]|$)/i.test(contentType.trim())

/** The code of an error envelope: `code` in the OpenAPI document, `error` in the prose documentation. */
const codeOf = (body: JsonObject): string | undefined => textOf(body["code"]) ?? textOf(body["error"])

/** The JSON object in a body, or the reason why there is none. */
const objectOf = (response: TransportResponse, maxBodyBytes: number): Result<JsonObject, Problem> => {
  if (response.truncated) return fail(["BodyTooLarge", `its body is larger than ${maxBodyBytes / 1024} KiB`])
  if (!isJson(response.header("content-type"))) return fail(["NotJson", "its content type is not JSON"])
  const text = decodeUtf8(response.body)
  if (text === undefined) return fail(["NotJson", "its body is not UTF-8"])
  if (text === "") return fail(["NotJson", "its body is empty"])
  const parsed = Json.parse(text)
  if (parsed === undefined) return fail(["NotJson", "its body is not readable JSON"])
  return Json.isObject(parsed.value) ? succeed(parsed.value) : fail(["UnknownEnvelope", "its body is not an object"])
}

// What another operation documents is not documented for this one.
const documentedOf = <T extends Catalogue.Tag>(errors: ReadonlyArray<T>, status: number, code: string) => {
  const entry = Catalogue.find(status, code)
  const tag = errors.find((tag) => tag === entry?.tag)
  return entry === undefined || tag === undefined ? undefined : { tag, entry }
}

type Problem = readonly [reason: UnexpectedReason, problem: string]

/**
 * Reads a response of an operation.
 *
 * @since 0.1.0
 * @category decoding
 */
export const read = <Input extends object, Value, T extends DeclaredTag>(
  operation: Operation<Input, Value, T>,
  response: TransportResponse,
  { attempts, input, mayBeDone, mayRepeat, now, redact }: Asked<Input>
): Result<Confirmed<Value>, Failure<Input, T>> => {
  const { status } = response
  const headerOf = (name: string): string | undefined => {
    const value = response.header(name)
    return value === undefined ? undefined : excerpt(redact(value))
  }
  const requestId = textOf(headerOf("x-request-id")) ?? textOf(headerOf("request-id"))
  const outcomeOf = (carriedOut: boolean): Outcome =>
    mayBeDone || (operation.changesState && carriedOut) ? "Unknown" : "NotDeleted"
  const sharedFields = (data: unknown) => {
    const retryAfter = RetryAfter.millisOf({ status, header: response.header, data }, now)
    return {
      ...operation.fieldsOf(input),
      attempts,
      status,
      ...(requestId === undefined ? {} : { requestId }),
      ...(retryAfter === undefined ? {} : { retryAfter })
    }
  }

  const unexpected = ([reason, problem]: Problem) => {
    const contentType = headerOf("content-type")
    const location = headerOf("location")
    return fail({
      ...sharedFields(undefined),
      _tag: "UnexpectedResponse" as const,
      outcome: outcomeOf(mayHaveBeenCarriedOut(status)),
      reason,
      message: `The response with status ${status} was not understood: ${problem}`,
      ...(contentType === undefined ? {} : { contentType }),
      ...(location === undefined ? {} : { location }),
      body: excerpt(redact(lossyUtf8.decode(response.body)))
    })
  }

  const errorOf = (body: JsonObject, code: string) => {
    const documented = documentedOf(operation.errors, status, code)
    const { data } = body
    const fields = {
      ...sharedFields(data),
      code,
      message: textOf(body["message"]) ?? documented?.entry.message ?? code,
      ...(data === undefined ? {} : { data })
    }
    if (documented === undefined) {
      return fail({
        ...fields,
        _tag: "UndocumentedError" as const,
        outcome: outcomeOf(mayHaveBeenCarriedOut(status))
      })
    }
    const { entry, tag } = documented
    // Sent twice, the first may have done what the second finds done.
    const mayHaveBeenRepeated = mayRepeat && tag === operation.confirmedBy
    return fail({ ...fields, _tag: tag, outcome: outcomeOf(mayHaveBeenRepeated || entry.mayHaveBeenCarriedOut) })
  }

  const isError = status >= 400 && status <= 599
  if (status >= 300 && status <= 399) return unexpected(["Redirect", "it redirects, and redirects are not followed"])
  if (status !== 200 && !isError) return unexpected(["UndocumentedStatus", "no such status is documented"])
  const body = objectOf(response, operation.maxBodyBytes)
  if (!body.ok) return unexpected(body.failure)
  if (!isError) {
    const decoded = operation.decode(body.value, input)
    return decoded.ok
      ? succeed({ value: Json.withoutKey(decoded.value, redact), requestId })
      : unexpected([decoded.failure.reason, decoded.failure.problem])
  }
  const error: JsonObject = Json.withoutKey(body.value, redact)
  const code = codeOf(error)
  return code === undefined
    ? unexpected(["UnknownEnvelope", "its body has neither a code nor an error"])
    : errorOf(error, code)
}
