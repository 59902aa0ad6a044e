import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { type HttpAnswer, httpClients } from "@effect-userplane/testing/HttpClients"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Transport from "../src/Transport.js"
import { canaryKey, requestTo } from "./fixtures.js"

const request = requestTo("https://api.userplane.io/api/v1", canaryKey)

/** Longer than any of these requests takes, unless it says so. */
const ample = 60_000

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

httpClients({
  request,
  showsKey: (text) => text.includes(Redacted.value(canaryKey)),
  send: (answer, timeoutMillis = ample) => {
    const asked: Array<HttpClientRequest.HttpClientRequest> = []
    let interruptions = 0
    const client = HttpClient.make((request) => {
      asked.push(request)
      const interrupted = Effect.sync(() => {
        interruptions += 1
      })
      return Effect.onInterrupt(answered(answer)(request), () => interrupted)
    })
    return Transport.fromHttpClient(client)
      .send(request, timeoutMillis)
      .pipe(
        Effect.match({
          onFailure: (failure) => ({ failure, asked, interruptions }),
          onSuccess: (response) => ({ response, asked, interruptions })
        }),
        Effect.withSpan("caller"),
        Effect.runPromise
      )
  },
  sendOverFetch: (fetch, init) =>
    Effect.flatMap(Transport.Transport, (transport) => transport.send(request, ample)).pipe(
      Effect.provide(Layer.provide(Transport.layer, FetchHttpClient.layer)),
      Effect.provideService(FetchHttpClient.Fetch, fetch),
      Effect.provideService(FetchHttpClient.RequestInit, init),
      Effect.runPromise
    )
})
