/**
 * The outcome of one link.
 *
 * @since 0.1.0
 */
import {
  advice,
  type DeleteLinkError,
  isKeyRejected,
  isWorkspaceRejected
} from "@effect-userplane/core/DeleteLinkError"
import type { DeletedLink, DeleteOutcome, InFlight, LinkRef } from "@effect-userplane/core/Links"
import * as Data from "effect/Data"
import type { ExitCode } from "../../command/ExitCode.js"

/**
 * The outcome of one link.
 *
 * - `Deleted`: by this command.
 * - `Failed`: the call failed; a link that was already gone is among these.
 * - `Interrupted`: the command was interrupted while the call was under way.
 * - `NotAttempted`: no request was sent, because of the failure of another link or an interrupt.
 *
 * @since 0.1.0
 * @category models
 */
export type LinkOutcome = Data.TaggedEnum<{
  Deleted: { readonly ref: LinkRef; readonly link: DeletedLink }
  Failed: { readonly ref: LinkRef; readonly error: DeleteLinkError }
  Interrupted: { readonly ref: LinkRef; readonly requests: number }
  NotAttempted: { readonly ref: LinkRef; readonly why: string }
}>

/**
 * @since 0.1.0
 * @category constructors
 */
export const { $match: match, Deleted, Failed, Interrupted, NotAttempted } = Data.taggedEnum<LinkOutcome>()

/**
 * The outcome as the client tells it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const from = (outcome: DeleteOutcome | InFlight): LinkOutcome => {
  const ref = { workspaceId: outcome.workspaceId, linkId: outcome.linkId }
  switch (outcome._tag) {
    case "Deleted":
      return Deleted({ ref, link: outcome.link })
    case "AlreadyGone":
    case "Failed":
      return Failed({ ref, error: outcome.error })
    case "InFlight":
      return Interrupted({ ref, requests: outcome.requests })
  }
}

const exitCodeOfFailure = (error: DeleteLinkError): ExitCode => {
  if (error._tag === "LinkGone") return 0
  if (error._tag === "InvalidLinkRef" && error.field === "workspaceId") return 2
  return isKeyRejected(error) || isWorkspaceRejected(error) ? 3 : 1
}

/**
 * The exit code if this were the only link. An id that cannot be named in a URL is a link that is not deleted, since the
 * links beside it still are; a workspace id of that kind is wrong usage, since it spoils them all.
 *
 * @since 0.1.0
 * @category exit codes
 */
export const exitCode = (outcome: LinkOutcome): ExitCode => {
  switch (outcome._tag) {
    case "Deleted":
      return 0
    case "Failed":
      return exitCodeOfFailure(outcome.error)
    case "Interrupted":
      return 130
    case "NotAttempted":
      return 1
  }
}

/**
 * The reason not to attempt any other link, in a sentence; `undefined` when the failure is about this link alone.
 *
 * @since 0.1.0
 * @category predicates
 */
export const spoilsTheRest = (outcome: LinkOutcome): string | undefined => {
  if (outcome._tag !== "Failed") return undefined
  const { error } = outcome
  if (isKeyRejected(error)) return `The key was rejected (${error._tag}). ${advice(error)}`
  if (isWorkspaceRejected(error)) return `The workspace was rejected (${error._tag}). ${advice(error)}`
  if (exitCode(outcome) === 2) return `${error.message}. ${advice(error)}`
  return undefined
}
