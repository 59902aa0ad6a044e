/**
 * The links that a deletion has not come to.
 *
 * @since 0.1.0
 */
import type { LinkRef } from "@effect-userplane/core/Links"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as DistinctLinks from "./DistinctLinks.js"
import type { LinkSource } from "./LinkSource.js"

/**
 * Counts the distinct links that are neither final nor reported; `undefined` where the links cannot be read again.
 *
 * @param reported - How many links have an outcome of this run that is not final.
 *
 * @since 0.1.0
 * @category combinators
 */
export const count = (
  { refs, total }: Pick<LinkSource, "refs" | "total">,
  isFinal: (ref: LinkRef) => boolean,
  reported: number
): Effect.Effect<number | undefined> =>
  total === undefined
    ? Effect.succeed(undefined)
    : DistinctLinks.count(Stream.filter(refs, (ref) => !isFinal(ref))).pipe(
        Effect.map((links) => Math.max(0, links - reported)),
        // The file may have been changed or removed meanwhile.
        Effect.orElseSucceed(() => undefined)
      )
