/** The lines of a journal, as every client reads and writes them, spelled out here by hand. */
import { type LinkIds, ordinaryLink } from "./Client.js"

interface LineFields {
  readonly v: 1
  /** The time of writing, in milliseconds since the epoch. */
  readonly at: number
}

interface RequestFields extends LineFields, LinkIds {
  readonly attempt: number
}

export interface RunLine extends LineFields {
  readonly type: "run"
  readonly server?: string | undefined
  readonly operation?: string | undefined
  readonly windows: ReadonlyArray<{ readonly limit: number; readonly millis: number }>
  readonly concurrency: number
}

export interface SendingLine extends RequestFields {
  readonly type: "sending"
}

export interface OutcomeLine extends RequestFields {
  readonly type: "outcome"
  readonly tag: string
  readonly outcome: "Deleted" | "NotDeleted" | "Unknown"
  readonly settled: boolean
  readonly millis: number
  readonly status?: number | undefined
  readonly confirmation?: "Reply" | "GoneAfterLostReply" | undefined
  readonly retryAfter?: number | undefined
  readonly message?: string | undefined
}

export type Line = RunLine | SendingLine | OutcomeLine

const fields = { v: 1, at: 0 } as const

export const runLine = (options: Partial<RunLine> = {}): RunLine => ({
  ...fields,
  type: "run",
  windows: [{ limit: 120, millis: 60_000 }],
  concurrency: 8,
  ...options
})

export const sendingLine = (link: LinkIds = ordinaryLink, attempt = 1): SendingLine => ({
  ...fields,
  type: "sending",
  ...link,
  attempt
})

/** The outcome of a request; by default the server was not available. */
export const outcomeLine = (
  options: Partial<OutcomeLine> = {},
  link: LinkIds = ordinaryLink,
  attempt = 1
): OutcomeLine => ({
  ...fields,
  type: "outcome",
  ...link,
  attempt,
  tag: "ServiceUnavailable",
  outcome: "NotDeleted",
  settled: false,
  millis: 80,
  ...options
})

export const unavailableLine = (link?: LinkIds, attempt?: number): OutcomeLine =>
  outcomeLine({ status: 503 }, link, attempt)

export const deletedLine = (link?: LinkIds, attempt?: number): OutcomeLine =>
  outcomeLine({ tag: "Deleted", outcome: "Deleted", settled: true, status: 200, confirmation: "Reply" }, link, attempt)

export const interruptedLine = (link?: LinkIds, attempt?: number): OutcomeLine =>
  outcomeLine({ tag: "Interrupted", outcome: "Unknown" }, link, attempt)
