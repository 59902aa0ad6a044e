/** The `HttpClient` that does what it is told. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type { HttpAnswer } from "@effect-userplane/testing/HttpClients"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const errorOf = (
  answer: Extract<HttpAnswer, { readonly error: string }>,
  request: HttpClientRequest.HttpClientRequest
): HttpClientError.HttpClientError => {
  if (!("response" in answer)) {
    const { error: reason, ...details } = answer
    return new HttpClientError.RequestError({ ...details, request, reason })
  }
  const { error: reason, response, ...details } = answer
  return new HttpClientError.ResponseError({
    ...details,
    request,
    response: HttpClientResponse.fromWeb(request, response),
    reason
  })
}

const answered = (answer: HttpAnswer) => (request: HttpClientRequest.HttpClientRequest) => {
  if ("silence" in answer) return Effect.never
  if ("defect" in answer) return Effect.die(answer.defect)
  if ("error" in answer) return Effect.fail(errorOf(answer, request))
  const response = HttpClientResponse.fromWeb(request, answer.response)
  if (answer.chunks === undefined) return Effect.succeed(response)
  const value = Stream.flatMap(Stream.fromIterable(answer.chunks), (chunk) =>
    Stream.fromChunk(Chunk.fromIterable(chunk))
  )
  return Effect.succeed(Object.defineProperty(response, "stream", { value }))
}

/** A client that answers each request so, and what became of it. */
export const answering = (answer: () => HttpAnswer) => {
  const asked: Array<HttpClientRequest.HttpClientRequest> = []
  let interrupted = 0
  const interruption = Effect.sync(() => {
    interrupted += 1
  })
  const client = HttpClient.make((request) => {
    asked.push(request)
    return Effect.onInterrupt(answered(answer())(request), () => interruption)
  })
  return { client, asked, interruptions: () => interrupted }
}
