import { DeletedLink } from "@effect-userplane/core/DeletedLink"
import { fromFailure } from "@effect-userplane/core/DeleteLinkError"
import { AlreadyGone, Deleted, type DeleteOutcome, Failed } from "@effect-userplane/core/DeleteOutcome"
import type { Outcome } from "@effect-userplane/core/Journal"
import * as Catalogue from "@effect-userplane/protocol/Catalogue"
import type { Failure } from "@effect-userplane/protocol/Failure"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"

/** The message where a journal has none. */
const noMessage = "The journal has the outcome and not the message"

/** The code of a failure that the catalogue does not have: no journal says it. */
const unknownCode = "UNKNOWN"

const failureOf = ({
  attempt,
  linkId,
  message = noMessage,
  outcome,
  status = 0,
  tag,
  workspaceId
}: Outcome): Failure => {
  const fields = {
    workspaceId,
    linkId,
    attempts: attempt,
    outcome: outcome === "Unknown" ? "Unknown" : "NotDeleted",
    message
  } as const
  if (Catalogue.isTag(tag)) {
    const entry = Catalogue.byTag[tag]
    return { ...fields, _tag: entry.tag, code: entry.code, status: entry.status }
  }
  return tag === "InvalidLinkRef"
    ? { ...fields, _tag: tag, field: /^\.{0,2}$/.test(workspaceId) ? "workspaceId" : "linkId" }
    : { ...fields, _tag: "UndocumentedError", code: unknownCode, status }
}

/** The outcome of a final link, with all that its line in a journal tells. */
export const outcomeOf = (line: Outcome): DeleteOutcome => {
  const { at, attempt, linkId, millis, workspaceId } = line
  const fields = {
    workspaceId,
    linkId,
    requests: attempt,
    waited: Duration.zero,
    startedAt: DateTime.unsafeMake(at - millis),
    endedAt: DateTime.unsafeMake(at)
  }
  if (line.outcome === "Deleted") {
    const { confirmation = "Reply", message = noMessage } = line
    const link = new DeletedLink({ workspaceId, linkId, message, confirmation, attempts: Math.max(1, attempt) })
    return new Deleted({ ...fields, link })
  }
  const error = fromFailure(failureOf(line))
  return error._tag === "LinkGone" ? new AlreadyGone({ ...fields, error }) : new Failed({ ...fields, error })
}
