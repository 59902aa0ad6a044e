import { httpClientLayers, type MadeOverHttpClient } from "@effect-userplane/testing/HttpClientLayers"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as ApiKey from "../src/ApiKey.js"
import * as Userplane from "../src/HttpClientUserplane.js"
import { deleteLink } from "../src/Links.js"
import { apiKey, ref } from "./fixtures.js"
import { answering } from "./httpAnswers.js"

/** Deletes the ordinary link through a client, over an `HttpClient` that confirms it. */
const deleteThrough = <E>(userplane: Layer.Layer<Userplane.Userplane, E, HttpClient>): Promise<MadeOverHttpClient> => {
  const { asked, client } = answering(() => ({ response: Response.json({ message: "Link deleted", data: ref }) }))
  return deleteLink(ref).pipe(
    Effect.provide(Layer.provide(userplane, Layer.succeed(HttpClient, client))),
    Effect.match({ onFailure: (error) => ({ error: String(error) }), onSuccess: () => ({ requests: asked }) }),
    Effect.runPromise
  )
}

httpClientLayers({
  key: Redacted.value(apiKey),
  layer: ({ baseUrl, key }) =>
    deleteThrough(
      key === "option"
        ? Userplane.layer({ apiKey, baseUrl })
        : Layer.provide(Userplane.layer({ baseUrl }), ApiKey.layer(apiKey))
    ),
  layerConfig: (variables) =>
    deleteThrough(Layer.provide(Userplane.layerConfig, ConfigProvider.layer(ConfigProvider.fromEnvRecord(variables))))
})
