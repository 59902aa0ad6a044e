import type { LinkGone } from "../DeleteLinkError.js"
import { DeletedLink } from "./link.js"
import { present } from "./present.js"

/**
 * The deletion of a link that is gone because of an attempt whose response was not seen. The server deletes softly and
 * answers 410 ever after: where an attempt before may have been carried out, that 410 is the answer to it.
 */
export const deletedAfterLostReply = (error: LinkGone): DeletedLink =>
  new DeletedLink(
    present({
      workspaceId: error.workspaceId,
      linkId: error.linkId,
      message: error.message,
      confirmation: "GoneAfterLostReply",
      attempts: error.attempts,
      requestId: error.requestId
    }),
    true
  )
