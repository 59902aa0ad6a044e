/**
 * Deleting recording links.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type { DeleteLinkError } from "./DeleteLinkError.js"
import type { DeletedLink, LinkRef } from "./internal/link.js"
import * as RetryLoop from "./internal/retryLoop.js"
import type { Userplane } from "./Userplane.js"

export {
  /**
   * How it is known that a link was deleted: by the server's reply, or because the link was gone after a lost reply.
   *
   * @since 0.1.0
   * @category models
   */
  Confirmation,
  /**
   * A link that a call has deleted.
   *
   * @since 0.1.0
   * @category models
   */
  DeletedLink,
  /**
   * A link and the workspace it belongs to.
   *
   * @since 0.1.0
   * @category models
   */
  LinkRef
} from "./internal/link.js"

/**
 * Deletes a recording link.
 *
 * The deletion is soft: the server keeps the row, and every later request for the link answers `LinkGone`. When the
 * reply to an attempt was lost and a later attempt is answered `LinkGone`, that is a success, and
 * `confirmation` says so.
 *
 * Fails with one tagged error per documented failure (see `docs/errors.md`), and with
 *
 * - `UndocumentedError` when the reply is an error envelope that is not documented,
 * - `UnexpectedResponse` when the reply was not understood,
 * - `TransportError` when no reply came,
 * - `InvalidLinkRef` when an id cannot be named in a URL; nothing was sent.
 *
 * Every failure says whether the link may have been deleted nonetheless: `outcome` is `NotDeleted` or `Unknown`.
 *
 * Retries follow the `RetryPolicy`. The key is asked for at every attempt; when it was refused and the source has
 * another one by then, the attempt is repeated with that one, once.
 *
 * @param ref - The link and its workspace. Ids have at least one character; the ids `.` and `..` are refused.
 *
 * @example
 * ```ts
 * import { deleteLink } from "@effect-userplane/core/Links"
 * import * as Effect from "effect/Effect"
 * import { pipe } from "effect/Function"
 *
 * const one = deleteLink({ workspaceId: "ws_abc123", linkId: "lnk_abc123" })
 *
 * const piped = pipe("lnk_abc123", deleteLink({ workspaceId: "ws_abc123" }))
 *
 * const several = Effect.forEach(["lnk_1", "lnk_2"], deleteLink({ workspaceId: "ws_abc123" }))
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export function deleteLink(options: {
  readonly workspaceId: string
  readonly linkId?: never
}): (linkId: string) => Effect.Effect<DeletedLink, DeleteLinkError, Userplane>
export function deleteLink(ref: LinkRef): Effect.Effect<DeletedLink, DeleteLinkError, Userplane>
export function deleteLink(input: LinkRef | { readonly workspaceId: string; readonly linkId?: never }) {
  return input.linkId === undefined
    ? (linkId: string) => RetryLoop.deleteLink({ workspaceId: input.workspaceId, linkId })
    : RetryLoop.deleteLink(input)
}
