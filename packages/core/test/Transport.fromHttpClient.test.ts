import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { type HttpAnswer, httpClients, type Sent } from "@effect-userplane/testing/HttpClients"
import * as Effect from "effect/Effect"
import { constFalse } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Transport from "../src/Transport.js"
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
  return Transport.fromHttpClient(change(client))
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
  sendTraced: (answer) => sendOver(answer, (client) => HttpClient.withTracerDisabledWhen(client, constFalse)),
  sendOverFetch: (fetch, init) =>
    Effect.flatMap(Transport.Transport, (transport) => transport.send(request, ample)).pipe(
      Effect.provide(Layer.provide(Transport.layer, FetchHttpClient.layer)),
      Effect.provideService(FetchHttpClient.Fetch, fetch),
      Effect.provideService(FetchHttpClient.RequestInit, init),
      Effect.runPromise
    )
})
