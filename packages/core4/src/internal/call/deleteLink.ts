import * as Links from "@effect-userplane/protocol/Links"
import type * as Effect from "effect/Effect"
import { DeletedLink } from "../../DeletedLink.js"
import { type DeleteLinkError, fromFailure } from "../../DeleteLinkError.js"
import type { LinkRef } from "../../LinkRef.js"
import type { Userplane } from "../../Userplane.js"
import type { ClientOperation } from "../model/operation.js"
import { call, type Supervise } from "./call.js"

const requestIdOf = (requestId: string | undefined) => (requestId === undefined ? {} : { requestId })

/** A link that a failure confirms to be deleted: an earlier attempt was carried out, and its response was lost. */
const confirmedDeletion = ({ linkId, workspaceId }: LinkRef, error: DeleteLinkError): DeletedLink =>
  new DeletedLink({
    workspaceId,
    linkId,
    message: error.message,
    confirmation: "GoneAfterLostReply",
    attempts: error.attempts,
    ...("requestId" in error ? requestIdOf(error.requestId) : {})
  })

/** The deletion of a link. */
const operation: ClientOperation<LinkRef, Links.Deletion, Links.DeleteTag, DeletedLink, DeleteLinkError> = {
  protocol: Links.deleteLink,
  spanName: "Links.deleteLink",
  attributes: ({ linkId, workspaceId }) => ({ "userplane.workspace.id": workspaceId, "userplane.link.id": linkId }),
  success: ({ linkId, workspaceId }, { attempts, requestId, value: { message } }) =>
    new DeletedLink({ workspaceId, linkId, message, confirmation: "Reply", attempts, ...requestIdOf(requestId) }),
  outcome: ({ confirmation }) => confirmation,
  successAttributes: ({ confirmation }) => ({ "userplane.confirmation": confirmation }),
  failure: fromFailure,
  confirmed: confirmedDeletion
}

/** Deletes a link, by itself or within a run. */
export const deleteLink = (
  { linkId, workspaceId }: LinkRef,
  supervise?: Supervise<DeletedLink, DeleteLinkError>
): Effect.Effect<DeletedLink, DeleteLinkError, Userplane> => call(operation, { workspaceId, linkId }, supervise)
