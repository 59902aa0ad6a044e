/**
 * Every class of failure that one request can meet, with what the design says of its status, spelled out here by hand rather
 * than read from the catalogue: a slip in the catalogue must not go along with its tests.
 */
import {
  bodyCut,
  connectionRefused,
  connectionReset,
  type DocumentedFailure,
  deleted,
  documented,
  html,
  json,
  response,
  silence,
  undocumented
} from "./Answers.js"
import type { Answer } from "./Client.js"

export interface FailureClass {
  readonly name: string
  readonly answer: Answer
  readonly tag: string
  /** True when asking again can help. */
  readonly retried: boolean
  /** True when the request may have been carried out. */
  readonly open: boolean
}

const once = { retried: false, open: false }
const again = { retried: true, open: false }
const againInDoubt = { retried: true, open: true }

/** What the status of an error response says, whatever its code. */
const errorStatuses: ReadonlyArray<readonly [status: number, expected: Pick<FailureClass, "retried" | "open">]> = [
  [400, once],
  [401, once],
  [402, once],
  [403, once],
  [404, once],
  [405, once],
  [406, once],
  [407, once],
  [408, again],
  [409, once],
  [410, once],
  [411, once],
  [413, once],
  [414, once],
  [415, once],
  [416, once],
  [417, once],
  [418, once],
  [421, once],
  [422, once],
  [423, once],
  [424, once],
  [425, once],
  [426, once],
  [428, once],
  [429, again],
  [431, once],
  [451, once],
  [499, once],
  [500, againInDoubt],
  [501, once],
  [502, againInDoubt],
  [503, again],
  [504, againInDoubt],
  [505, once],
  [506, againInDoubt],
  [507, againInDoubt],
  [508, againInDoubt],
  [511, againInDoubt],
  [520, againInDoubt],
  [529, againInDoubt],
  [599, againInDoubt]
]

const byStatus = new Map(errorStatuses)

const documentedFailures = (catalogue: ReadonlyArray<DocumentedFailure>) =>
  catalogue.map(
    (entry): FailureClass => ({
      name: entry.code,
      answer: documented(entry),
      tag: entry.tag,
      ...(byStatus.get(entry.status) ?? once)
    })
  )

const undocumentedFailures = errorStatuses.flatMap(
  ([status, expected]): ReadonlyArray<FailureClass> => [
    {
      name: `an undocumented error with ${status}`,
      answer: undocumented(status),
      tag: "UndocumentedError",
      ...expected
    },
    { name: `a page of HTML with ${status}`, answer: html(status), tag: "UnexpectedResponse", ...expected }
  ]
)

// The pair of status and code is what counts.
const mismatched: ReadonlyArray<FailureClass> = [
  {
    name: "RATE_LIMITED with 400",
    answer: json(400, { code: "RATE_LIMITED", message: "m" }),
    tag: "UndocumentedError",
    ...once
  },
  {
    name: "LINK_GONE with 500",
    answer: json(500, { code: "LINK_GONE", message: "m" }),
    tag: "UndocumentedError",
    ...againInDoubt
  }
]

const redirects = [300, 301, 302, 303, 304, 307, 308].map(
  (status): FailureClass => ({
    name: `a redirect with ${status}`,
    answer: response(status, "", { location: "https://other.example/" }),
    tag: "UnexpectedResponse",
    ...once
  })
)

// A 2xx says that something was done. It is not asked again: the policy retries failures, and this may be none.
const misread = { tag: "UnexpectedResponse", retried: false, open: true } as const

const unreadableSuccesses: ReadonlyArray<FailureClass> = [
  { name: "201 with the documented envelope", answer: json(201, { message: "m", data: {} }), ...misread },
  { name: "202 without a body", answer: response(202, ""), ...misread },
  { name: "204", answer: response(204, ""), ...misread },
  { name: "200 without a body", answer: response(200, ""), ...misread },
  { name: "200 with HTML", answer: html(200), ...misread },
  { name: "200 with cut JSON", answer: response(200, '{"message":"Link del'), ...misread },
  { name: "200 with another envelope", answer: json(200, { ok: true }), ...misread },
  { name: "200 for another link", answer: deleted({ workspaceId: "ws_abc123", linkId: "lnk_other" }), ...misread }
]

const undocumentedStatuses = [100, 199, 600, 999].map(
  (status): FailureClass => ({
    name: `the status ${status}`,
    answer: response(status, ""),
    tag: "UnexpectedResponse",
    ...once
  })
)

const noReply: ReadonlyArray<FailureClass> = [
  { name: "a connection that was refused", answer: connectionRefused, tag: "TransportError", ...again },
  {
    name: "a connection that was reset after sending",
    answer: connectionReset,
    tag: "TransportError",
    ...againInDoubt
  },
  { name: "a body that was cut", answer: bodyCut, tag: "TransportError", ...againInDoubt },
  { name: "no answer within the timeout", answer: silence, tag: "TransportError", ...againInDoubt }
]

/** All of them. */
export const failureClasses = (catalogue: ReadonlyArray<DocumentedFailure>): ReadonlyArray<FailureClass> => [
  ...documentedFailures(catalogue),
  ...undocumentedFailures,
  ...mismatched,
  ...redirects,
  ...unreadableSuccesses,
  ...undocumentedStatuses,
  ...noReply
]
