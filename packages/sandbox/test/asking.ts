/** Sends requests to the sandbox itself, without HTTP. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Answer, Operation, type Request, type Response } from "../src/Exchange.js"
import { Sandbox } from "../src/Sandbox.js"

export const noKey = Redacted.make("")

export interface Ref {
  readonly key: Redacted.Redacted
  readonly workspaceId: string
  readonly linkId: string
}

const request = (operation: Operation, method = "DELETE"): Request => ({ method, path: "/asked", operation })

const exchange = (request: Request): Effect.Effect<Response, never, Sandbox> =>
  Effect.flatMap(Sandbox, (sandbox) => sandbox.exchange(request))

/** Requests a deletion, for the response including any fault. */
export const askDelete = (ref: Ref): Effect.Effect<Response, never, Sandbox> =>
  exchange(request(Operation.DeleteLink(ref)))

export const askList = (
  key: Redacted.Redacted,
  workspaceId: string,
  page = 1,
  perPage = 10
): Effect.Effect<Response, never, Sandbox> =>
  exchange(request(Operation.ListLinks({ key, workspaceId, page, perPage }), "GET"))

export const answerOf = (response: Response): Answer => {
  if (response._tag !== "Answered") throw new Error(`Expected an answer, not ${response._tag}`)
  return response.answer
}

/** Returns one word: the tag of the failure, or of the success. */
export const outcomeOf = (response: Response): string => {
  const answer = answerOf(response)
  return answer._tag === "Rejected" ? answer.tag : answer._tag
}

/** Requests a deletion, for its outcome in one word. */
export const outcomeOfDeletion = (ref: Ref): Effect.Effect<string, never, Sandbox> =>
  Effect.map(askDelete(ref), outcomeOf)

/** Requests the first page, for the outcome in one word. */
export const outcomeOfListing = (key: Redacted.Redacted, workspaceId: string): Effect.Effect<string, never, Sandbox> =>
  Effect.map(askList(key, workspaceId), outcomeOf)
