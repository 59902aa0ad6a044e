/**
 * The links of a deletion that are pending when it stops.
 *
 * @since 0.1.0
 */
import type { LinkRef } from "@effect-userplane/core/Links"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { DistinctLinks } from "./DistinctLinks.js"
import type { LinkSource } from "./input/LinkSource.js"

/**
 * Follows a deletion.
 *
 * @since 0.1.0
 * @category models
 */
export interface PendingLinks {
  /** The links, to be deleted from here. */
  readonly refs: LinkSource["refs"]
  /** Notes that a link was attempted. */
  readonly attempted: (ref: LinkRef) => void
  /**
   * The number of links that are pending; `undefined` where some are, or may be, and only the rest of a pipe would tell
   * how many.
   */
  readonly count: Effect.Effect<number | undefined>
}

const keyOf = ({ linkId, workspaceId }: LinkRef): string => JSON.stringify([workspaceId, linkId])

/**
 * Links that can be read again are counted when the deletion has stopped. Of a pipe, one link is read ahead, so that its end
 * is known while the last link is in flight.
 *
 * @param isFinal - Whether the journal says that a link is final.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = ({ refs, total }: LinkSource, isFinal: (ref: LinkRef) => boolean): PendingLinks => {
  const done = new DistinctLinks()
  const isPending = (ref: LinkRef): boolean => !done.has(ref) && !isFinal(ref)
  if (total !== undefined) {
    const pending = Stream.runFold(Stream.filter(refs, isPending), new DistinctLinks(), (seen, ref) => {
      seen.add(ref)
      return seen
    })
    return {
      refs,
      attempted: (ref) => void done.add(ref),
      count: Effect.orElseSucceed(
        Effect.map(pending, ({ size }) => size),
        () => undefined
      )
    }
  }
  const read = new Set<string>()
  let isEnd = false
  const noted = Stream.filter(refs, (ref) => {
    const isNew = isPending(ref) && !read.has(keyOf(ref))
    if (isNew) read.add(keyOf(ref))
    return isNew
  })
  const end = Stream.execute(
    Effect.sync(() => {
      isEnd = true
    })
  )
  return {
    refs: Stream.buffer(Stream.concat(noted, end), { capacity: 1 }),
    attempted: (ref) => {
      done.add(ref)
      read.delete(keyOf(ref))
    },
    count: Effect.sync(() => (isEnd && read.size === 0 ? 0 : undefined))
  }
}
