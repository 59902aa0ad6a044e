/**
 * Deleting and listing recording links.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { DeletedLink } from "./DeletedLink.js"
import type { DeleteLinkError } from "./DeleteLinkError.js"
import type { DeleteLinksOptions } from "./DeleteLinksOptions.js"
import type { DeleteOutcome } from "./DeleteOutcome.js"
import * as DeleteLinks from "./internal/bulk/deleteLinks.js"
import * as DeleteLink from "./internal/call/deleteLink.js"
import * as ListLinks from "./internal/list/listLinks.js"
import type { LinkPage, ListedLink } from "./LinkPage.js"
import type { LinkRef } from "./LinkRef.js"
import type { ListLinksError } from "./ListLinksError.js"
import type { ListLinksOptions } from "./ListLinksOptions.js"
import type { RunStopped } from "./RunStopped.js"
import type { Userplane } from "./Userplane.js"

export { Confirmation, DeletedLink } from "./DeletedLink.js"
export type { DeleteLinksOptions } from "./DeleteLinksOptions.js"
export { AlreadyGone, Deleted, DeleteOutcome, Failed, InFlight } from "./DeleteOutcome.js"
export { LinkPage, ListedLink } from "./LinkPage.js"
export { LinkRef } from "./LinkRef.js"
export type { ListLinksOptions } from "./ListLinksOptions.js"
export { OutageTooLong, RunStopped } from "./RunStopped.js"

/**
 * Deletes a recording link.
 *
 * The deletion is soft: the server keeps the row, and every later request for the link answers `LinkGone`. When the
 * response to an attempt was lost and a later attempt is answered `LinkGone`, that is a success, and
 * `confirmation` says so.
 *
 * Fails with one tagged error per documented failure (see `docs/errors.md`), and with
 *
 * - `UndocumentedError` when the response is an error envelope that is not documented,
 * - `UnexpectedResponse` when the response was not understood,
 * - `TransportError` when no response came,
 * - `InvalidLinkRef` when an id cannot be named in a URL; nothing was sent.
 *
 * Every failure says whether the link may have been deleted nonetheless: `outcome` is `NotDeleted` or `Unknown`.
 *
 * Retries follow the `RetryPolicy`. The key is asked for at every attempt; when it was refused and the source has
 * another one by then, the attempt is repeated with that one, once. It waits for no `Quota`: many links are for `deleteLinks`.
 *
 * Ids have at least one character; the ids `.` and `..` are rejected.
 *
 * @example
 * ```ts
 * import { deleteLink } from "@effect-userplane/core4/Links"
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
    ? (linkId: string) => DeleteLink.deleteLink({ workspaceId: input.workspaceId, linkId })
    : DeleteLink.deleteLink(input)
}

/**
 * Deletes many recording links, and reports what became of each as it is known.
 *
 * - Every request, retries included, takes a permit of the `Quota`; without one in the context, of the documented quota for
 *   this run alone. Waiting for a permit does not count against the policy's total timeout. A 429 pauses the whole run, for
 *   the time that the server asked for or the policy's backoff, and is no failed attempt, unless the policy allows a single
 *   request.
 * - The links are pulled one by one, as outcomes are asked for: at most `concurrency` links are under way, or ended and not
 *   yet taken, and a run over any number of links takes the memory of the links that it has sent. A link that comes twice
 *   is sent once.
 * - With a `Journal` in the context, each request has its lines there, links that are final by the journal are passed over, and
 *   links that are pending are requested again. A link that was in flight when its process died and is gone now is `Deleted`,
 *   with the confirmation `GoneAfterLostReply`.
 * - An outage pauses the run: three requests in a row, for more than one link, that are not answered (no connection, no
 *   response) or only by a gateway (502, 503, 504). Then one request at a time asks whether it is over, after pauses that double
 *   from 1 second to 5 minutes, and the run continues by itself once one is answered. No link fails for it. The `wait` of the
 *   `Quota` tells of it. Under a policy of one request the failure stands, unless nothing was sent.
 *
 * Fails with `RunStopped` when an outage lasts for longer than `giveUpAfter`, and when every other link would meet the same
 * failure: the key was rejected (such as `ApiKeyExpired`) or cannot be had, the workspace was rejected (such as
 * `NotAMember`), or the journal cannot be written. Then nothing
 * more is sent, and what is in flight is finished and reported before. A failure of the links' own stream ends the run in the
 * same way.
 *
 * The run keeps the ids of the links that it has sent in memory, also without a journal.
 *
 * A concurrency that is not a whole number from 1 is a defect: `IllegalArgumentError`.
 *
 * @param links - The links, each with its workspace.
 *
 * @example
 * ```ts
 * import * as DeleteSummary from "@effect-userplane/core4/DeleteSummary"
 * import { deleteLinks } from "@effect-userplane/core4/Links"
 * import * as Quota from "@effect-userplane/core4/Quota"
 * import * as Userplane from "@effect-userplane/core4/Userplane"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const links = Stream.range(1, 10_000).pipe(
 *   Stream.map((number) => ({ workspaceId: "ws_abc123", linkId: `lnk_${number}` }))
 * )
 *
 * const cleanUp = links.pipe(
 *   deleteLinks({ concurrency: 4 }),
 *   Stream.tap((outcome) => Effect.log(outcome.linkId, outcome._tag)),
 *   Stream.run(DeleteSummary.sink),
 *   Effect.provide([Userplane.layerFetch, Quota.layerDocumented])
 * )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export function deleteLinks<E = never, R = never>(
  links: Stream.Stream<LinkRef, E, R> | Iterable<LinkRef>,
  options?: DeleteLinksOptions
): Stream.Stream<DeleteOutcome, E | RunStopped, R | Userplane>
export function deleteLinks(
  options?: DeleteLinksOptions
): <E = never, R = never>(
  links: Stream.Stream<LinkRef, E, R> | Iterable<LinkRef>
) => Stream.Stream<DeleteOutcome, E | RunStopped, R | Userplane>
export function deleteLinks<E, R>(
  input?: DeleteLinks.Links<E, R> | DeleteLinksOptions,
  options: DeleteLinksOptions = {}
) {
  return DeleteLinks.areLinks(input)
    ? DeleteLinks.deleteLinks(input, options)
    : (links: DeleteLinks.Links<E, R>) => DeleteLinks.deleteLinks(links, input ?? {})
}

/**
 * Lists the links of a workspace that are not deleted, each once, in the API's own order.
 *
 * - One request gives a page of links. The next one is made when its links are asked for, so that `Stream.take(20)` makes
 *   one request. The stream ends after the page that says that no more follow, and after an empty page whatever it says.
 * - Every request, retries included, takes a permit of the `Quota`; without one in the context, of the documented quota for
 *   this listing alone. Waiting for a permit does not count against the policy's total timeout, which each page has anew.
 * - Each link is a `LinkRef` with the fields that the API gives, unchanged. Its id is all that can be relied on.
 *
 * Links that come or go meanwhile shift the pages. A link that moves to the next page is listed once; one that moves to a
 * page that was read before is missed. So collect the links before deleting them: with `listLinks` piped into `deleteLinks`,
 * each page would miss as many links as were deleted before it was read.
 *
 * Fails with one tagged error per documented failure that is not about a single link, and with
 *
 * - `UndocumentedError` when the response is an error envelope that is not documented for a listing,
 * - `UnexpectedResponse` when the response was not understood,
 * - `TransportError` when no response came,
 * - `InvalidPageRef` when the workspace id cannot be named in a URL, or `page` or `perPage` is out of range; nothing was sent.
 *
 * The links of the pages before were emitted by then, and the failure names the page to continue from.
 *
 * The stream keeps the ids of the links that it has emitted.
 *
 * @example
 * ```ts
 * import { listLinks } from "@effect-userplane/core4/Links"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const forms = listLinks({ workspaceId: "ws_abc123" }).pipe(
 *   Stream.filter((link) => link["linkType"] === "form"),
 *   Stream.runCollect
 * )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const listLinks = (options: ListLinksOptions): Stream.Stream<ListedLink, ListLinksError, Userplane> =>
  ListLinks.listLinks(options)

/**
 * Lists the links of a workspace page by page. As `listLinks`, with what a page says beside its links: how many links there
 * are, and whether more follow. A link that moves to the next page meanwhile is on both.
 *
 * @example
 * ```ts
 * import { listLinkPages } from "@effect-userplane/core4/Links"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const read = listLinkPages({ workspaceId: "ws_abc123" }).pipe(
 *   Stream.tap(({ page, total }) => Effect.log(`page ${page} of ${Math.ceil(total / 20)}`)),
 *   Stream.runCollect
 * )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const listLinkPages = (options: ListLinksOptions): Stream.Stream<LinkPage, ListLinksError, Userplane> =>
  ListLinks.listLinkPages(options)

/**
 * Lists one page of the links of a workspace. As `deleteLink`, it waits for no `Quota`: several pages are for
 * `listLinkPages`.
 *
 * @example
 * ```ts
 * import { listLinkPage } from "@effect-userplane/core4/Links"
 * import * as Effect from "effect/Effect"
 *
 * const total = Effect.map(listLinkPage({ workspaceId: "ws_abc123", perPage: 1 }), ({ total }) => total)
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const listLinkPage = (options: ListLinksOptions): Effect.Effect<LinkPage, ListLinksError, Userplane> =>
  ListLinks.listLinkPage(options)
