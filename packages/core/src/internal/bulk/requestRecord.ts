import * as Failure from "@effect-userplane/protocol/Failure"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import type { DeletedLink } from "../../DeletedLink.js"
import {
  type DeleteLinkError,
  isDocumented,
  isKeyRefused,
  isRetryable,
  isWorkspaceRefused
} from "../../DeleteLinkError.js"
import type { Outcome, Sending } from "../../Journal.js"
import type { LinkRef } from "../../LinkRef.js"
import { present } from "../present.js"

export type Result = Either.Either<DeletedLink, DeleteLinkError>

/** How much of a message goes into the journal, in UTF-16 code units. */
const longestMessage = 200

/** Whether every other link would meet the same failure. */
export const stopsTheRun = (error: DeleteLinkError): boolean =>
  isKeyRefused(error) ||
  isWorkspaceRefused(error) ||
  (error._tag === "TransportError" && error.reason === "ApiKeyUnavailable")

/**
 * Whether a failure makes its link final: another request, in this run or a later one, cannot help. A documented failure does
 * even after a lost response, because every later request for a deleted link is answered that it is gone.
 */
const isFinal = (error: DeleteLinkError): boolean =>
  !isRetryable(error) &&
  !stopsTheRun(error) &&
  (isDocumented(error) || (error.outcome === "NotDeleted" && error._tag !== "UnexpectedResponse"))

export type Unanswered =
  | Extract<DeleteLinkError, { readonly _tag: "TransportError" }>
  | Extract<DeleteLinkError, { readonly status: number }>

/** Whether nobody answered, or only a gateway. */
export const isUnanswered = (error: DeleteLinkError): error is Unanswered => Failure.isUnanswered(error)

/** Whether no connection was made, so that nothing was sent. */
export const isUnconnected = (error: DeleteLinkError): boolean =>
  error._tag === "TransportError" && error.reason === "ConnectionFailed"

/** What a request says of its link. */
type Saying = Pick<Outcome, "confirmation" | "message" | "outcome" | "retryAfter" | "settled" | "status" | "tag">

const ofFailure = (error: DeleteLinkError): Saying => {
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

const ofDeletion = ({ confirmation }: DeletedLink): Saying => {
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
  /** How long it took, in milliseconds. */
  readonly took: number
}

const outcome = ({ attempt, now, ref, took }: Request, saying: Saying): Outcome =>
  present({ ...line(ref, attempt, now), type: "outcome", millis: took, ...saying })

/** The line of a request whose end is known. */
export const ended = (request: Request, result: Result): Outcome =>
  outcome(request, Either.match(result, { onLeft: ofFailure, onRight: ofDeletion }))

/** The line of a request whose end nobody waited for. */
export const givenUp = (request: Request, mayHaveBeenCarriedOut: boolean): Outcome =>
  outcome(request, {
    tag: "Interrupted",
    outcome: mayHaveBeenCarriedOut ? "Unknown" : "NotDeleted",
    settled: false
  })
