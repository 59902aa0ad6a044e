import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import { httpClientLayers, type MadeOverHttpClient } from "@effect-userplane/testing/HttpClientLayers"
import * as ConfigError from "effect/ConfigError"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as ApiKey from "../src/ApiKey.js"
import { deleteLink } from "../src/Links.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"
import { answering } from "./httpAnswers.js"

const environment = (entries: Readonly<Record<string, string>>) =>
  Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(entries))))

/** Deletes the ordinary link through a client, over an `HttpClient` that confirms it. */
const deleteThrough = <E>(
  userplane: Layer.Layer<Userplane.Userplane, E, HttpClient.HttpClient>
): Promise<MadeOverHttpClient> => {
  const { asked, client } = answering(() => ({ response: Response.json({ message: "Link deleted", data: ref }) }))
  return deleteLink(ref).pipe(
    Effect.provide(Layer.provide(userplane, Layer.succeed(HttpClient.HttpClient, client))),
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
  layerConfig: (variables) => deleteThrough(Layer.provide(Userplane.layerConfig, environment(variables)))
})

describe("a base URL that is rejected", () => {
  const problem = "Expected an https: URL; http: is for loopback hosts only"
  const baseUrl = "http://proxy.example"
  const { client } = answering(() => ({ silence: true }))
  const rejectionOf = <E>(userplane: Layer.Layer<Userplane.Userplane, E, HttpClient.HttpClient>) =>
    Effect.flip(
      Effect.provide(Userplane.Userplane, Layer.provide(userplane, Layer.succeed(HttpClient.HttpClient, client)))
    )

  it.effect("is an InvalidData with the name of the option", () =>
    Effect.gen(function* () {
      const error = yield* rejectionOf(Userplane.layer({ apiKey, baseUrl }))
      expect(error).toEqual(ConfigError.InvalidData(["baseUrl"], problem))
    })
  )

  it.effect("is an InvalidData with the name of the variable", () =>
    Effect.gen(function* () {
      const variables = { USERPLANE_API_KEY: Redacted.value(apiKey), USERPLANE_BASE_URL: baseUrl }
      const error = yield* rejectionOf(Layer.provide(Userplane.layerConfig, environment(variables)))
      expect(error).toEqual(ConfigError.InvalidData(["USERPLANE_BASE_URL"], problem))
    })
  )
})
