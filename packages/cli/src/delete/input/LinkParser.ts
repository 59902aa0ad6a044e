/**
 * The link that a piece of input names.
 *
 * @since 0.1.0
 */
import type { LinkRef } from "@effect-userplane/core/Links"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as IdCheck from "./IdCheck.js"
import type { Piece } from "./LinkSplitter.js"

/** The ids that a piece names by itself. */
interface Named {
  readonly linkId: string
  readonly workspaceId: string | undefined
}

/**
 * The options that apply to all links.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** The workspace that the command names, if it names one. */
  readonly workspaceId: string | undefined
  /** True when ids that look like a mistake are meant. */
  readonly acceptsUnusual: boolean
}

type Read<A> = Either.Either<A, string>

const one = (linkId: string, workspaceId?: string): Read<ReadonlyArray<Named>> =>
  Either.right([{ linkId, workspaceId: workspaceId === "" ? undefined : workspaceId }])

const parsed = (text: string): Read<unknown> =>
  Either.try({ try: () => JSON.parse(text), catch: () => "The JSON value is not well-formed" })

const fromObject = ({ linkId, workspaceId }: Readonly<Record<string, unknown>>): Read<ReadonlyArray<Named>> => {
  if (!Predicate.isString(linkId) || linkId === "")
    return Either.left("Expected linkId to be a string that is not empty")
  if (workspaceId === undefined || workspaceId === null) return one(linkId)
  return Predicate.isString(workspaceId) && workspaceId !== ""
    ? one(linkId, workspaceId)
    : Either.left("Expected workspaceId to be a string that is not empty")
}

/** A response of the API's listing: the links of a page, which name no workspace themselves. */
const fromPage = (links: ReadonlyArray<unknown>, workspaceId: unknown): Read<ReadonlyArray<Named>> =>
  Either.map(
    Either.all(links.map((link) => fromValue(Predicate.isRecord(link) ? { workspaceId, ...link } : link))),
    (links) => links.flat()
  )

const fromValue = (value: unknown): Read<ReadonlyArray<Named>> => {
  if (Predicate.isString(value)) return fromObject({ linkId: value })
  if (!Predicate.isRecord(value)) return Either.left("Expected a JSON object with linkId, or a string")
  // The last line of the output of `delete`. It names no link, and nothing can be meant by it.
  if (value["type"] === "summary" && value["linkId"] === undefined) return Either.right([])
  const page = Predicate.isRecord(value["data"]) ? value["data"] : value
  return value["linkId"] === undefined && Array.isArray(page["links"])
    ? fromPage(page["links"], page["workspaceId"])
    : fromObject(value)
}

const named = (piece: Piece): Read<ReadonlyArray<Named>> => {
  switch (piece.kind) {
    case "problem":
      return Either.left(piece.text)
    case "id":
      return one(piece.text)
    case "json":
      return Either.flatMap(parsed(piece.text), fromValue)
    case "row":
      return one(piece.linkId, piece.workspaceId)
  }
}

const checked = ({ linkId, ...link }: Named, { acceptsUnusual, workspaceId }: Options): Read<LinkRef> => {
  const workspace = link.workspaceId ?? workspaceId
  const problem =
    IdCheck.problemOf(linkId, "linkId", acceptsUnusual) ??
    (link.workspaceId === undefined ? undefined : IdCheck.problemOf(link.workspaceId, "workspaceId", acceptsUnusual))
  if (problem !== undefined) return Either.left(problem)
  if (workspace === undefined) return Either.left("Names no workspace, and neither does --workspace")
  return workspaceId !== undefined && workspace !== workspaceId
    ? Either.left(`Names the workspace ${workspace}, but --workspace says ${workspaceId}`)
    : Either.right({ workspaceId: workspace, linkId })
}

/**
 * The links of a piece, or what is wrong with it.
 *
 * A piece that names another workspace than the command is refused: one of the two is a mistake, and what is deleted stays
 * deleted.
 *
 * @since 0.1.0
 * @category parsing
 */
export const read = (piece: Piece, options: Options): Read<ReadonlyArray<LinkRef>> =>
  Either.flatMap(named(piece), (links) => Either.all(links.map((link) => checked(link, options))))
