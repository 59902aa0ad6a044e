/** The `HttpClient` that does what it is told. */
import type { HttpAnswer } from "@effect-userplane/testing/HttpClients"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"

const requestErrors = {
  Transport: HttpClientError.TransportError,
  Encode: HttpClientError.EncodeError,
  InvalidUrl: HttpClientError.InvalidUrlError
}

const responseErrors = {
  Decode: HttpClientError.DecodeError,
  EmptyBody: HttpClientError.EmptyBodyError,
  StatusCode: HttpClientError.StatusCodeError
}

const reasonOf = (
  answer: Extract<HttpAnswer, { readonly error: string }>,
  request: HttpClientRequest.HttpClientRequest
): HttpClientError.HttpClientErrorReason => {
  if (!("response" in answer)) {
    const { error, ...details } = answer
    return new requestErrors[error]({ ...details, request })
  }
  const { error, response, ...details } = answer
  return new responseErrors[error]({ ...details, request, response: HttpClientResponse.fromWeb(request, response) })
}

const answered = (answer: HttpAnswer) => (request: HttpClientRequest.HttpClientRequest) => {
  if ("silence" in answer) return Effect.never
  if ("defect" in answer) return Effect.die(answer.defect)
  if ("error" in answer) return Effect.fail(new HttpClientError.HttpClientError({ reason: reasonOf(answer, request) }))
  const response = HttpClientResponse.fromWeb(request, answer.response)
  if (answer.chunks === undefined) return Effect.succeed(response)
  const value = Stream.flatMap(Stream.fromIterable(answer.chunks), (chunk) => Stream.fromArray(chunk))
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
