/**
 * The outcome of a link as it is printed: one record for both formats.
 *
 * @since 0.1.0
 */
import { advice, type DeleteLinkError } from "@effect-userplane/core/DeleteLinkError"
import type { DeletedLink, LinkRef } from "@effect-userplane/core/Links"
import * as Duration from "effect/Duration"
import * as LinkOutcome from "./LinkOutcome.js"

/**
 * @since 0.1.0
 * @category models
 */
export type Result = "Deleted" | "AlreadyGone" | "NotDeleted" | "Unknown" | "NotAttempted"

/**
 * The record. What each field says is in `NdjsonFields`.
 *
 * @since 0.1.0
 * @category models
 */
export interface LinkResult {
  readonly linkId: string
  readonly workspaceId: string
  readonly result: Result
  readonly attempts: number
  readonly confirmation: DeletedLink["confirmation"] | undefined
  readonly error: DeleteLinkError["_tag"] | undefined
  readonly reason: string | undefined
  readonly status: number | undefined
  readonly code: string | undefined
  readonly message: string
  readonly requestId: string | undefined
  readonly retryAfterMillis: number | undefined
  readonly advice: string | undefined
}

// Every field is named, so that lines are written in the order of the documentation.
const record = (
  { linkId, workspaceId }: LinkRef,
  { attempts, message, result, ...others }: Pick<LinkResult, "attempts" | "message" | "result"> & Partial<LinkResult>
): LinkResult => ({
  linkId,
  workspaceId,
  result,
  attempts,
  confirmation: undefined,
  error: undefined,
  reason: undefined,
  status: undefined,
  code: undefined,
  message,
  requestId: undefined,
  retryAfterMillis: undefined,
  advice: undefined,
  ...others
})

const resultOfFailure = (error: DeleteLinkError): Result => {
  if (error._tag === "LinkGone") return "AlreadyGone"
  return error.outcome === "Unknown" ? "Unknown" : "NotDeleted"
}

const runAgain = "Run it again: a link that was deleted after all answers that it is gone."

/**
 * The record of an outcome.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromOutcome: (outcome: LinkOutcome.LinkOutcome) => LinkResult = LinkOutcome.match({
  Deleted: ({ link: { attempts, confirmation, message, requestId }, ref }) =>
    record(ref, { result: "Deleted", attempts, confirmation, message, requestId }),
  Failed: ({ error, ref }) => {
    const retryAfter = "retryAfter" in error ? error.retryAfter : undefined
    return record(ref, {
      result: resultOfFailure(error),
      attempts: error.attempts,
      error: error._tag,
      reason: "reason" in error ? error.reason : undefined,
      status: "status" in error ? error.status : undefined,
      code: "code" in error ? error.code : undefined,
      message: error.message,
      requestId: "requestId" in error ? error.requestId : undefined,
      retryAfterMillis: retryAfter === undefined ? undefined : Duration.toMillis(retryAfter),
      advice: advice(error)
    })
  },
  Interrupted: ({ ref, requests }) =>
    record(ref, {
      result: "Unknown",
      attempts: requests,
      message: "Interrupted before its answer was seen",
      advice: runAgain
    }),
  NotAttempted: ({ ref, why }) =>
    record(ref, { result: "NotAttempted", attempts: 0, message: why, advice: "Run it again." })
})
