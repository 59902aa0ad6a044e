/**
 * The links of a workspace, as `userplane-links list` needs them: all at once, and whether any may be missing.
 *
 * @since 0.1.0
 */
import { type LinkPage, type ListedLink, listLinkPages } from "@effect-userplane/core/Links"
import type { ListLinksError } from "@effect-userplane/core/ListLinksError"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import type { Userplane } from "@effect-userplane/core/Userplane"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

// More patient than the default, since a listing that fails in the middle has to begin again: it waits until the minute of
// the quota is over, though not until its day is.
const policy = RetryPolicy.exponential({ maxAttempts: 8, maxDelay: "2 minutes", totalTimeout: "20 minutes" })

/**
 * The links of a workspace, each once.
 *
 * @since 0.1.0
 * @category models
 */
export interface Listing {
  /** Those that were read. */
  readonly links: ReadonlyArray<ListedLink>
  /** The number of links in the workspace, as the last page says. */
  readonly total: number
  /** True when the last page was read. */
  readonly isWhole: boolean
  /** True when links came or went meanwhile, which shifts the pages: a link may be missing then. */
  readonly shifted: boolean
}

/**
 * Lists the links of a workspace. None is handed on before the last page was read: whoever deletes the first links while
 * the others are still being listed would shift the pages, and each page would miss as many links as were deleted.
 *
 * @param onPage - Is told of every page that was read.
 * @param isEnough - Whether the links that were read are enough, so that no other page is asked for. Default: never.
 *
 * @since 0.1.0
 * @category operations
 */
export const list = (
  workspaceId: string,
  onPage: (listed: number, total: number) => Effect.Effect<void>,
  isEnough: (links: ReadonlyMap<string, ListedLink>) => boolean = () => false
): Effect.Effect<Listing, ListLinksError, Userplane> =>
  Effect.gen(function* () {
    const links = new Map<string, ListedLink>()
    const totals = new Set<number>()
    let seen = 0
    let total = 0
    let isWhole = true
    const read = (page: LinkPage) => {
      for (const link of page.links) links.set(link.linkId, link)
      seen += page.links.length
      total = page.total
      totals.add(total)
      return onPage(links.size, total)
    }
    const isLast = ({ hasMore }: LinkPage) => {
      if (!hasMore || !isEnough(links)) return false
      isWhole = false
      return true
    }
    yield* listLinkPages({ workspaceId }).pipe(
      Stream.tap(read),
      Stream.takeUntil(isLast),
      Stream.runDrain,
      RetryPolicy.within(policy)
    )
    const isConsistent = totals.size <= 1 && seen === links.size && (!isWhole || totals.has(seen))
    return { links: [...links.values()], total, isWhole, shifted: !isConsistent }
  })
