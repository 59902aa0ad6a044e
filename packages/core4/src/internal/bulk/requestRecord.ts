import { isFinal } from "@effect-userplane/protocol/BulkFailure"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import type { DeletedLink } from "../../DeletedLink.js"
import type { DeleteLinkError } from "../../DeleteLinkError.js"
import type { Outcome, Sending } from "../../Journal.js"
import type { LinkRef } from "../../LinkRef.js"
import { present } from "../present.js"

export type CallResult = Result.Result<DeletedLink, DeleteLinkError>

/** The most of a message that goes into the journal, in UTF-16 code units. */
const longestMessage = 200

/** The part of an outcome that its request determines. */
type Ending = Pick<Outcome, "confirmation" | "message" | "outcome" | "retryAfter" | "settled" | "status" | "tag">

const ofFailure = (error: DeleteLinkError): Ending => {
  const status = "status" in error ? error.status : undefined
  return {
    tag: error._tag,
    outcome: error.outcome,
    settled: isFinal(error),
    status,
    retryAfter: "retryAfter" in error && error.retryAfter ? Duration.toMillis(error.retryAfter) : undefined,
    message: error.message.slice(0, longestMessage)
  }
}

const ofDeletion = ({ confirmation }: DeletedLink): Ending => {
  const status = confirmation === "Reply" ? 200 : 410
  return { tag: "Deleted", outcome: "Deleted", settled: true, status, confirmation }
}

const line = ({ linkId, workspaceId }: LinkRef, attempt: number, now: number) =>
  ({ v: 1, at: now, workspaceId, linkId, attempt }) as const

export const sending = (ref: LinkRef, attempt: number, now: number): Sending => ({
  ...line(ref, attempt, now),
  type: "sending"
})

interface Request {
  readonly ref: LinkRef
  readonly attempt: number
  /** In milliseconds since the epoch. */
  readonly now: number
  /** The time it took, in milliseconds. */
  readonly took: number
}

const outcome = ({ attempt, now, ref, took }: Request, ending: Ending): Outcome =>
  present({ ...line(ref, attempt, now), type: "outcome", millis: took, ...ending })

/** The line of a request that ended by itself. */
export const ended = (request: Request, result: CallResult): Outcome =>
  outcome(request, Result.match(result, { onFailure: ofFailure, onSuccess: ofDeletion }))

/** The line of a request that was interrupted. */
export const givenUp = (request: Request, mayHaveBeenCarriedOut: boolean): Outcome =>
  outcome(request, {
    tag: "Interrupted",
    outcome: mayHaveBeenCarriedOut ? "Unknown" : "NotDeleted",
    settled: false
  })
