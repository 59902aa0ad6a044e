/**
 * Links to delete, wherever they come from.
 *
 * @since 0.1.0
 */
import type { LinkRef } from "@effect-userplane/core/Links"
import * as Stream from "effect/Stream"
import type { InputError } from "./InputError.js"

/**
 * Links, read as they are asked for.
 *
 * @since 0.1.0
 * @category models
 */
export interface LinkSource {
  readonly refs: Stream.Stream<LinkRef, InputError>
  /**
   * The most links there can be: those that a file names twice count twice. `undefined` where only the end will tell.
   */
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
export const fromRefs = (refs: ReadonlyArray<LinkRef>): LinkSource => {
  const distinct = new Map(refs.map((ref) => [JSON.stringify([ref.workspaceId, ref.linkId]), ref]))
  return { refs: Stream.fromIterable(refs), total: distinct.size, named: [...distinct.values()] }
}
