/**
 * What a piece of input says: which link, of which workspace.
 *
 * @since 0.1.0
 */
import type { LinkRef } from "@effect-userplane/core/Links"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type { Piece } from "./LinkSplitter.js"

/** What a piece names by itself. */
interface Named {
  readonly linkId: string
  readonly workspaceId: string | undefined
}

type Read<A> = Either.Either<A, string>

const notAnId = /[\p{Cc}\p{Z}]/u

const fromLine = (text: string): Read<Named> =>
  notAnId.test(text)
    ? Either.left('Expected one id on the line. An id with blanks in it is written as JSON: {"linkId": "…"}')
    : Either.right({ linkId: text, workspaceId: undefined })

const parsed = (text: string): Read<unknown> =>
  Either.try({ try: () => JSON.parse(text), catch: () => "The JSON value is not well-formed" })

const fromValue = (value: unknown): Read<Named> => {
  if (Predicate.isString(value)) return fromValue({ linkId: value })
  if (!Predicate.isRecord(value)) return Either.left("Expected a JSON object with linkId, or a string")
  const { linkId, workspaceId } = value
  if (!Predicate.isString(linkId) || linkId === "")
    return Either.left("Expected linkId to be a string that is not empty")
  if (workspaceId === undefined || workspaceId === null) return Either.right({ linkId, workspaceId: undefined })
  return Predicate.isString(workspaceId) && workspaceId !== ""
    ? Either.right({ linkId, workspaceId })
    : Either.left("Expected workspaceId to be a string that is not empty")
}

const named = ({ kind, text }: Piece): Read<Named> => {
  switch (kind) {
    case "problem":
      return Either.left(text)
    case "id":
      return fromLine(text)
    case "json":
      return Either.flatMap(parsed(text), fromValue)
  }
}

/**
 * The link of a piece, or what is wrong with it.
 *
 * A piece that names another workspace than the command is refused: one of the two is a mistake, and what is deleted stays
 * deleted.
 *
 * @param workspaceId - The workspace that the command names, if it names one.
 *
 * @since 0.1.0
 * @category parsing
 */
export const read = (piece: Piece, workspaceId: string | undefined): Read<LinkRef> =>
  Either.flatMap(named(piece), (link) => {
    const workspace = link.workspaceId ?? workspaceId
    if (workspace === undefined) return Either.left("Names no workspace, and neither does --workspace")
    return workspaceId !== undefined && workspace !== workspaceId
      ? Either.left(`Names the workspace ${workspace}, but --workspace says ${workspaceId}`)
      : Either.right({ workspaceId: workspace, linkId: link.linkId })
  })
