/** A change of the provider's responses. */
import type { Subject } from "../../src/provider.js"
import { type JsonObject, type Message, objectOf, type Path, replacing, withHeader, withJson } from "./Message.js"
import type { Target } from "./Target.js"

/** The request that a response answers. */
export interface Asked {
  readonly target: Target
  readonly subject: Subject
}

/**
 * The response that is changed.
 *
 * - `first`: that to the interaction's request.
 * - `afterwards`: that to the same request again, which asks whether a confirmed deletion lasts.
 * - `instead`: the provider does not get the request, and the message to change is the confirmation of a deletion.
 */
export type Place = "first" | "afterwards" | "instead"

export interface Mutation {
  readonly name: string
  readonly place: Place
  readonly appliesTo: (target: Target) => boolean
  readonly rewrite: (message: Message, asked: Asked) => Message
}

export const isDeletion = ({ response }: Target): boolean => response._tag === "Deletion"

export const isError = (target: Target): boolean => !isDeletion(target)

export const isDocumented = ({ response }: Target): boolean => response._tag === "Documented"

export const isUndeclared = ({ response }: Target): boolean => response._tag === "Undeclared"

/** A change of a whole response. By default for every target. */
export const ofResponse = (
  name: string,
  rewrite: Mutation["rewrite"],
  appliesTo: Mutation["appliesTo"] = () => true
): Mutation => ({ name, place: "first", appliesTo, rewrite })

/** A change of the body. */
export const ofBody = (
  name: string,
  change: (body: JsonObject, asked: Asked) => unknown,
  appliesTo?: Mutation["appliesTo"]
): Mutation => ofResponse(name, (message, asked) => withJson(message, change(objectOf(message), asked)), appliesTo)

/** A change of the value of a field. */
export const ofField = (
  name: string,
  path: Path,
  change: (value: unknown) => unknown,
  appliesTo?: Mutation["appliesTo"]
): Mutation => ofBody(name, (body) => replacing(body, path, (value, key) => [[key, change(value)]]), appliesTo)

/** A change of a header, or its loss. */
export const ofHeader = (name: string, header: string, value: string | undefined): Mutation =>
  ofResponse(name, (message) => withHeader(message, header, value))

/** The body of a deletion. */
export const deletionOf = ({ linkId, workspaceId }: Subject): JsonObject => ({
  message: "Link deleted successfully",
  data: { workspaceId, linkId }
})
