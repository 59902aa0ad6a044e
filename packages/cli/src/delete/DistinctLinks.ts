/**
 * Counts links, those that are named twice once.
 *
 * @since 0.1.0
 */
import type { LinkRef } from "@effect-userplane/core/Links"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** A copy of its own: a part of a text would keep the whole text in memory. */
const detached = (text: string): string => Buffer.from(text).toString()

/**
 * A set of links that were seen.
 *
 * @since 0.1.0
 * @category constructors
 */
export class DistinctLinks {
  private readonly workspaces = new Map<string, Set<string>>()
  size = 0

  /** Tells whether the link is new. */
  add({ linkId, workspaceId }: LinkRef): boolean {
    const ids = this.workspaces.get(workspaceId) ?? new Set()
    if (ids.has(linkId)) return false
    if (ids.size === 0) this.workspaces.set(detached(workspaceId), ids)
    ids.add(detached(linkId))
    this.size += 1
    return true
  }

  has({ linkId, workspaceId }: LinkRef): boolean {
    return this.workspaces.get(workspaceId)?.has(linkId) === true
  }

  /** The number of links of each workspace. */
  get perWorkspace(): ReadonlyArray<{ readonly workspaceId: string; readonly links: number }> {
    return [...this.workspaces].map(([workspaceId, ids]) => ({ workspaceId, links: ids.size }))
  }
}

/**
 * The number of different links.
 *
 * @since 0.1.0
 * @category combinators
 */
export const count = <E, R>(refs: Stream.Stream<LinkRef, E, R>): Effect.Effect<number, E, R> =>
  Effect.map(
    Stream.runFold(refs, new DistinctLinks(), (seen, ref) => {
      seen.add(ref)
      return seen
    }),
    ({ size }) => size
  )
