/**
 * The links of a selection, opened.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Input } from "../../terminal/Input.js"
import type { InputError } from "./InputError.js"
import type { LinkSelection } from "./LinkSelection.js"
import * as LinkSource from "./LinkSource.js"

/**
 * Opens what names the links. What reads files is loaded only to do so.
 *
 * @since 0.1.0
 * @category constructors
 */
export const open = (
  selection: LinkSelection
): Effect.Effect<LinkSource.LinkSource, InputError, Input | Scope.Scope> => {
  if (selection._tag !== "Arguments") {
    return Effect.flatMap(
      Effect.promise(() => import("./LinkFile.js")),
      ({ open }) => open(selection)
    )
  }
  const { linkIds, workspaceId } = selection
  return Effect.succeed(LinkSource.fromRefs(linkIds.map((linkId) => ({ workspaceId, linkId }))))
}
