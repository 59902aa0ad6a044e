import { type HttpAnswer, httpClients, type Sent } from "@effect-userplane/testing/HttpClients"
import * as Effect from "effect/Effect"
import { constFalse } from "effect/Function"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as HttpClientTransport from "../src/HttpClientTransport.js"
import { canaryKey, requestTo } from "./fixtures.js"
import { answering } from "./httpAnswers.js"

const request = requestTo("https://api.userplane.io/api/v1", canaryKey)

/** Longer than any of these requests takes, unless it says so. */
const ample = 60_000

const sendOver = (
  answer: HttpAnswer,
  change: (client: HttpClient.HttpClient) => HttpClient.HttpClient,
  timeoutMillis = ample
): Promise<Sent> => {
  const { asked, client, interruptions } = answering(() => answer)
  return HttpClientTransport.fromHttpClient(change(client))
    .send(request, timeoutMillis)
    .pipe(
      Effect.match({
        onFailure: (failure) => ({ failure, asked, interruptions: interruptions() }),
        onSuccess: (response) => ({ response, asked, interruptions: interruptions() })
      }),
      Effect.withSpan("caller"),
      Effect.runPromise
    )
}

httpClients({
  request,
  showsKey: (text) => text.includes(Redacted.value(canaryKey)),
  send: (answer, timeoutMillis) => sendOver(answer, (client) => client, timeoutMillis),
  sendTraced: (answer) =>
    sendOver(answer, (client) =>
      HttpClient.transformResponse(client, Effect.provideService(HttpClient.TracerDisabledWhen, constFalse))
    ),
  sendOverFetch: (fetch, init) =>
    Effect.flatMap(HttpClientTransport.Transport, (transport) => transport.send(request, ample)).pipe(
      Effect.provide(Layer.provide(HttpClientTransport.layer, FetchHttpClient.layer)),
      Effect.provideService(FetchHttpClient.Fetch, fetch),
      Effect.provideService(FetchHttpClient.RequestInit, init),
      Effect.runPromise
    )
})
