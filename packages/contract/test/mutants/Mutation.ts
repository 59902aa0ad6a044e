/** A change of the provider, as its consumers see it: of its replies. */
import type { Subject } from "../../src/provider.js"
import { type JsonObject, type Message, objectOf, type Path, replacing, withHeader, withJson } from "./Message.js"
import type { Target } from "./Target.js"

/** What a reply answers to. */
export interface Asked {
  readonly target: Target
  readonly subject: Subject
}

/**
 * Which reply is changed.
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

export const isDeletion = ({ reply }: Target): boolean => reply._tag === "Deletion"

export const isError = (target: Target): boolean => !isDeletion(target)

export const isDocumented = ({ reply }: Target): boolean => reply._tag === "Documented"

export const isUndeclared = ({ reply }: Target): boolean => reply._tag === "Undeclared"

/** A change of a whole reply. Without a word on targets, of every one. */
export const ofReply = (
  name: string,
  rewrite: Mutation["rewrite"],
  appliesTo: Mutation["appliesTo"] = () => true
): Mutation => ({ name, place: "first", appliesTo, rewrite })

/** A change of the body. */
export const ofBody = (
  name: string,
  change: (body: JsonObject, asked: Asked) => unknown,
  appliesTo?: Mutation["appliesTo"]
): Mutation => ofReply(name, (message, asked) => withJson(message, change(objectOf(message), asked)), appliesTo)

/** A change of the value of a field. */
export const ofField = (
  name: string,
  path: Path,
  change: (value: unknown) => unknown,
  appliesTo?: Mutation["appliesTo"]
): Mutation => ofBody(name, (body) => replacing(body, path, (value, key) => [[key, change(value)]]), appliesTo)

/** A change of a header, or its loss. */
export const ofHeader = (name: string, header: string, value: string | undefined): Mutation =>
  ofReply(name, (message) => withHeader(message, header, value))

/** The body of a deletion. */
export const deletionOf = ({ linkId, workspaceId }: Subject): JsonObject => ({
  message: "Link deleted successfully",
  data: { workspaceId, linkId }
})
