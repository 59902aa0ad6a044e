/**
 * The meaning of each NDJSON field, for `--help` and for the documentation.
 *
 * @since 0.1.0
 */
import type { LinkResult } from "./LinkResult.js"
import type { Summary } from "./RunSummary.js"

/**
 * Every field of a line. A field without a value is left out, but `linkId`, `workspaceId`, `result`, `attempts` and
 * `message` are always there.
 *
 * @since 0.1.0
 * @category documentation
 */
export const ndjsonFields: { readonly [K in keyof LinkResult]: string } = {
  linkId: "The link, as it was given.",
  workspaceId: "The workspace, as it was given.",
  result:
    "Deleted by this command; AlreadyGone; NotDeleted, for certain; Unknown, when a request may have been carried out without its answer being seen; NotAttempted, when no request was sent.",
  attempts: "How many requests were sent.",
  confirmation:
    "How it is known that the link was deleted: Reply, or GoneAfterLostReply when a response was lost and the next one said that the link is gone.",
  error: "The tag of the failure, as in docs/errors.md.",
  reason: "More on the failures UnexpectedResponse and TransportError.",
  status: "The HTTP status of the last response.",
  code: "The code of the last response.",
  message: "The message of the last response, or what happened in its place.",
  requestId: "The id that the server gave to the last request.",
  retryAfterMillis: "How long the server asked to wait, in milliseconds.",
  advice: "What to do, in a sentence."
}

/**
 * Every field of the last line, the summary. A field without a value is left out: `startedAt` and `endedAt` when no request
 * was sent, `pending` when it is not known, `stopped` when the deletion went through to its end.
 *
 * @since 0.1.0
 * @category documentation
 */
export const summaryFields: { readonly [K in keyof Summary]: string } = {
  type: "summary. The lines of links have no type.",
  links: "How many links have a line.",
  results: "How many of them have each result.",
  confirmations: "How many deletions are known by each confirmation.",
  failures: "How many links failed, by the tag of the failure.",
  requests: "How many requests were sent.",
  retries: "How many of them were not the first one for their link.",
  waitedMillis:
    "How long requests waited for the quota, added up, in milliseconds. Several wait at the same time, so it may exceed the whole run.",
  startedAt: "When the first link was begun.",
  endedAt: "When the last outcome was known.",
  pending: "How many links the deletion did not come to, where that is known.",
  stopped:
    "Why it stopped early: Interrupted, Rejected (the key or the workspace), Outage, Until, MaxDuration, WriteFailed, JournalLost, JournalMismatch, BadInput, Bug.",
  exitCode: "The exit code of the command."
}
