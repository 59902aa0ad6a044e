/**
 * The lines of the journal of a bulk deletion, each a JSON object. `docs/journal.md` describes the fields.
 *
 * The API key is in none of them.
 *
 * @since 0.1.0
 */

import type * as Failure from "./Failure.js"
import { arrayOf, type Check, hasFields, maybe, oneOf } from "./internal/checks.js"
import * as Json from "./internal/json.js"
import type { LinkRef } from "./LinkRef.js"
import type { Confirmation } from "./LostReply.js"
import type { QuotaWindow } from "./QuotaWindow.js"

/**
 * The fields of every line.
 *
 * @since 0.1.0
 * @category models
 */
export interface LineFields {
  /** The version of the format. */
  readonly v: 1
  /** The time of writing, in milliseconds since the epoch. */
  readonly at: number
}

/**
 * The fields of every line about a request.
 *
 * @since 0.1.0
 * @category models
 */
export interface RequestFields extends LineFields, LinkRef {
  /** The number of the request for the link, over all runs: from 1, and 0 where the link could not be sent. */
  readonly attempt: number
}

/**
 * A run starts or resumes.
 *
 * @since 0.1.0
 * @category models
 */
export interface Run extends LineFields {
  readonly type: "run"
  /** The base URL that the run sends its requests to, normalised. Older journals do not name it. */
  readonly server?: string | undefined
  /** The operation, by its id in the OpenAPI document. Older journals do not name it. */
  readonly operation?: string | undefined
  /** The windows of the quota. */
  readonly windows: ReadonlyArray<QuotaWindow>
  /** The number of requests that may be in flight at a time. */
  readonly concurrency: number
}

/**
 * A request is about to be sent.
 *
 * @since 0.1.0
 * @category models
 */
export interface Sending extends RequestFields {
  readonly type: "sending"
}

/**
 * A request has ended.
 *
 * @since 0.1.0
 * @category models
 */
export interface Outcome extends RequestFields {
  readonly type: "outcome"
  /** `Deleted`, `Interrupted`, or the tag of the failure. */
  readonly tag: string
  /** The state of the link by now. */
  readonly outcome: "Deleted" | Failure.Outcome
  /** True when the link is final: a run that resumes the journal passes over it. */
  readonly settled: boolean
  /** The time the request took, in milliseconds. */
  readonly millis: number
  /** The HTTP status, when there was a response. */
  readonly status?: number | undefined
  /** The evidence that the link was deleted. */
  readonly confirmation?: Confirmation | undefined
  /** The time the server asked to wait, in milliseconds, when it did. */
  readonly retryAfter?: number | undefined
  /** The beginning of the message of a failure. */
  readonly message?: string | undefined
}

/**
 * A line of the journal.
 *
 * @since 0.1.0
 * @category models
 */
export type Line = Run | Sending | Outcome

/** The order of the fields. Every line begins with its version, by which a torn line is told from another file. */
const order = [
  "v",
  "at",
  "workspaceId",
  "linkId",
  "attempt",
  "type",
  "server",
  "operation",
  "windows",
  "limit",
  "concurrency",
  "tag",
  "outcome",
  "settled",
  "millis",
  "status",
  "confirmation",
  "retryAfter",
  "message"
] satisfies ReadonlyArray<keyof Run | keyof Sending | keyof Outcome | keyof QuotaWindow>

/**
 * A line as text, its line break included.
 *
 * @since 0.1.0
 * @category encoding
 */
export const encode = (line: Line): string =>
  `${JSON.stringify({ ...line, at: new Date(line.at).toISOString() }, order)}\n`

const isText: Check<string> = (value): value is string => typeof value === "string"

const isName: Check<string> = (value): value is string => isText(value) && value !== ""

const isNumber: Check<number> = (value): value is number => Number.isFinite(value)

const isInteger: Check<number> = (value): value is number => Number.isInteger(value)

const isCount: Check<number> = (value): value is number => isInteger(value) && value >= 0

const isDuration: Check<number> = (value): value is number => isNumber(value) && value >= 0

// Times are written in UTC. One that names no zone was written by somebody else, and is taken for UTC as well.
const millisOf = (time: string): number => Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`)

/** A line as its JSON has it. */
type Encoded<L extends Line> = Omit<L, "at"> & { readonly at: string }

const lineFields = { v: oneOf(1), at: isText }

const requestFields = { ...lineFields, workspaceId: isText, linkId: isText, attempt: isCount }

const isRun = hasFields<Encoded<Run>>({
  type: oneOf("run"),
  ...lineFields,
  server: maybe(isText),
  operation: maybe(isText),
  windows: arrayOf(hasFields<QuotaWindow>({ limit: isInteger, millis: isNumber })),
  concurrency: isInteger
})

const isSending = hasFields<Encoded<Sending>>({ type: oneOf("sending"), ...requestFields })

const isOutcome = hasFields<Encoded<Outcome>>({
  type: oneOf("outcome"),
  ...requestFields,
  tag: isName,
  outcome: oneOf("Deleted", "NotDeleted", "Unknown"),
  settled: oneOf(true, false),
  millis: isDuration,
  status: maybe(isInteger),
  confirmation: maybe(oneOf("Reply", "GoneAfterLostReply")),
  retryAfter: maybe(isNumber),
  message: maybe(isText)
})

/**
 * A line from its text, without its line break; `undefined` where the text is not a line of version 1.
 *
 * @since 0.1.0
 * @category decoding
 */
export const decode = (text: string): Line | undefined => {
  const value = Json.parse(text)?.value
  if (!(isRun(value) || isSending(value) || isOutcome(value))) return undefined
  const at = millisOf(value.at)
  return Number.isNaN(at) ? undefined : { ...value, at }
}
