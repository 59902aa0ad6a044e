/**
 * What the fields of the NDJSON output say: for `--help` and for the documentation.
 *
 * @since 0.1.0
 */
import type { LinkResult } from "./LinkResult.js"

/**
 * Every field of a line. A field without a value is left out, but `linkId`, `workspaceId`, `result`, `attempts` and `message`
 * are always there.
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
    "How it is known that the link was deleted: Reply, or GoneAfterLostReply when a reply was lost and the next one said that the link is gone.",
  error: "The tag of the failure, as in docs/errors.md.",
  reason: "More on the failures UnexpectedResponse and TransportError.",
  status: "The HTTP status of the last reply.",
  code: "The code of the last reply.",
  message: "The message of the last reply, or what happened in its place.",
  requestId: "The id that the server gave to the last request.",
  retryAfterMillis: "How long the server asked to wait, in milliseconds.",
  advice: "What to do, in a sentence."
}
