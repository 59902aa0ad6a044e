import { type HttpAnswer, httpClients } from "@effect-userplane/testing/HttpClients"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as HttpClientTransport from "../src/HttpClientTransport.js"
import { canaryKey, requestTo } from "./fixtures.js"

const request = requestTo("https://api.userplane.io/api/v1", canaryKey)

/** Longer than any of these requests takes, unless it says so. */
const ample = 60_000

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
    return HttpClientTransport.fromHttpClient(client)
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
    Effect.flatMap(HttpClientTransport.Transport, (transport) => transport.send(request, ample)).pipe(
      Effect.provide(Layer.provide(HttpClientTransport.layer, FetchHttpClient.layer)),
      Effect.provideService(FetchHttpClient.Fetch, fetch),
      Effect.provideService(FetchHttpClient.RequestInit, init),
      Effect.runPromise
    )
})
