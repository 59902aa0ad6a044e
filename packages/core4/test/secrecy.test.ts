import { httpClientSecrecy } from "@effect-userplane/testing/HttpClientSecrecy"
import { secrecy } from "@effect-userplane/testing/Secrecy"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as HttpClientTransport from "../src/HttpClientTransport.js"
import { canaryKey, requestTo } from "./fixtures.js"
import { answering } from "./httpAnswers.js"
import { remainsOf, secrecyClient } from "./secrecyClient.js"

const key = Redacted.value(canaryKey)

secrecy(secrecyClient, key)

httpClientSecrecy(
  {
    remainsOver: (answer) => {
      const { client } = answering(answer)
      const transport = Layer.provide(HttpClientTransport.layer, Layer.succeed(HttpClient, client))
      return Effect.runPromise(remainsOf(transport, { source: { key } }))
    },
    authorizationInError: () => {
      const { client } = answering(() => ({ error: "Transport" }))
      const { headers, url } = requestTo("https://api.userplane.io/api/v1", canaryKey)
      const error = Effect.flip(client.del(url, { headers }))
      return Effect.runPromise(Effect.map(error, ({ request }) => request.headers["authorization"]))
    }
  },
  key
)
