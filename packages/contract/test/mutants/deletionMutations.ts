/** Deletions that are confirmed in another way, of another link, or not at all. */
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import { type JsonObject, withJson } from "./Message.js"
import { type Asked, deletionOf, isDeletion, type Mutation, ofBody, ofField } from "./Mutation.js"

const { LinkGone: gone, LinkNotFound: notFound, WorkspaceGone: workspaceGone } = ErrorCatalogue.byTag

const ofDeletion = (name: string, change: (body: JsonObject, asked: Asked) => unknown) =>
  ofBody(name, change, isDeletion)

const ofData = (name: string, change: (data: object, asked: Asked) => unknown) =>
  ofDeletion(name, (body, asked) => ({ ...body, data: change(Object(body["data"]), asked) }))

const added = (name: string) => ({ [name]: "added" })

const confirmations: ReadonlyArray<Mutation> = [
  ...["code", "defined", "requestId", "status"].map((name) =>
    ofDeletion(`${name} is added`, (body) => ({ ...body, ...added(name) }))
  ),
  ...["deletedAt", "linkTitle"].map((name) => ofData(`data.${name} is added`, (data) => ({ ...data, ...added(name) }))),
  ofField("data.linkId is another", ["data", "linkId"], (id) => `${id}2`, isDeletion),
  ofField("data.workspaceId is another", ["data", "workspaceId"], (id) => `${id}2`, isDeletion),
  ofField("data.linkId is empty", ["data", "linkId"], () => "", isDeletion),
  ofField("data.workspaceId is empty", ["data", "workspaceId"], () => "", isDeletion),
  ofField("data.linkId is in capitals", ["data", "linkId"], (id) => String(id).toUpperCase(), isDeletion),
  ofField("data.linkId has a blank", ["data", "linkId"], (id) => `${id} `, isDeletion),
  ofData("the ids are swapped", (_, { subject }) => ({ workspaceId: subject.linkId, linkId: subject.workspaceId }))
]

const afterwards = (name: string, rewrite: Mutation["rewrite"]): Mutation => ({
  name: `the same request again is answered ${name}`,
  place: "afterwards",
  appliesTo: isDeletion,
  rewrite
})

const again: ReadonlyArray<Mutation> = [
  ...[notFound, workspaceGone].map(({ code, message: text, status }) =>
    afterwards(code, (message) => withJson({ ...message, status }, { defined: true, code, status, message: text }))
  ),
  afterwards("with a deletion", (message, { subject }) => withJson({ ...message, status: 200 }, deletionOf(subject))),
  afterwards(`${gone.code}, but with ${notFound.status}`, (message) => ({ ...message, status: notFound.status })),
  afterwards("in the envelope of the prose documentation", (message) => withJson(message, { error: gone.code }))
]

const nothingDeleted: Mutation = {
  name: "the deletion is confirmed, and nothing is deleted",
  place: "instead",
  appliesTo: isDeletion,
  rewrite: (message) => message
}

export const deletionMutations: ReadonlyArray<Mutation> = [...confirmations, ...again, nothingDeleted]
