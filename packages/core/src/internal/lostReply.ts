import type { DeleteLinkError, LinkGone } from "../DeleteLinkError.js"
import { DeletedLink } from "./link.js"
import { present } from "./present.js"

/**
 * Whether a link is gone because of an attempt whose answer was not seen. The server deletes softly and answers 410 ever
 * after: where an attempt may have been carried out, that 410 is the answer to it.
 */
export const isGoneAfterLostReply = (error: DeleteLinkError): error is LinkGone & { readonly outcome: "Unknown" } =>
  error._tag === "LinkGone" && error.outcome === "Unknown"

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
