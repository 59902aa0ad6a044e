/**
 * Links to delete, wherever they come from.
 *
 * @since 0.1.0
 */
import type { LinkRef } from "@effect-userplane/core/Links"
import * as Stream from "effect/Stream"
import type { BadInput } from "./BadInput.js"

/**
 * Links, read as they are asked for.
 *
 * @since 0.1.0
 * @category models
 */
export interface LinkSource {
  readonly refs: Stream.Stream<LinkRef, BadInput>
  /** How many there are, those that are named twice counted twice; `undefined` where only the end will tell. */
  readonly total: number | undefined
  /** The links that are few enough to be remembered, so that it can be told of each that it was not attempted. */
  readonly named: ReadonlyArray<LinkRef>
}

/**
 * Links that are known already.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromRefs = (named: ReadonlyArray<LinkRef>): LinkSource => ({
  refs: Stream.fromIterable(named),
  total: named.length,
  named
})
