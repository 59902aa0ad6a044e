import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { describe, expect } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import * as Userplane from "../src/HttpClientUserplane.js"
import { deleteLink } from "../src/Links.js"
import { apiKey, ref } from "./fixtures.js"
import { itEffect } from "./runTest.js"

const path = "/public/workspace/ws_abc123/links/lnk_abc123"
const authorization = `Bearer ${Redacted.value(apiKey)}`

const environment = (entries: Readonly<Record<string, string>>) =>
  ConfigProvider.layer(ConfigProvider.fromEnvRecord(entries))

/** Deletes the ordinary link through a client, and counts only on success. */
const deleteThrough = <E>(client: Layer.Layer<Userplane.Userplane, E>) =>
  Effect.map(Effect.provide(deleteLink(ref), client), (link) => expect(link).toMatchObject(ref))

/** The reason why a client could not be had. */
const rejectionOf = <E>(client: Layer.Layer<Userplane.Userplane, E>) =>
  Effect.flip(Effect.provide(Userplane.Userplane, client))

/** An `HttpClient` that confirms every deletion, and what it was asked. */
const confirmingHttpClient = () => {
  const requests: Array<HttpClientRequest.HttpClientRequest> = []
  const layer = Layer.succeed(
    HttpClient.HttpClient,
    HttpClient.make((request) => {
      requests.push(request)
      const response = Response.json({ message: "Link deleted successfully", data: ref })
      return Effect.succeed(HttpClientResponse.fromWeb(request, response))
    })
  )
  return { layer, requests }
}

describe("layer", () => {
  itEffect("needs an HttpClient alone when it is given the key", () =>
    Effect.gen(function* () {
      const { layer, requests } = confirmingHttpClient()
      const client = Userplane.layer({ apiKey, baseUrl: "https://proxy.example/" })
      yield* deleteThrough(Layer.provide(client, layer))
      expect(requests).toMatchObject([{ method: "DELETE", url: `https://proxy.example${path}` }])
      expect(requests[0]?.headers["authorization"] === authorization).toBe(true)
    })
  )

  itEffect("takes the key of an ApiKey layer otherwise", () =>
    Effect.gen(function* () {
      const { layer, requests } = confirmingHttpClient()
      yield* deleteThrough(Userplane.layer().pipe(Layer.provide([layer, ApiKey.layer(apiKey)])))
      expect(requests[0]?.url).toBe(`https://api.userplane.io/api/v1${path}`)
      expect(requests[0]?.headers["authorization"] === authorization).toBe(true)
    })
  )

  itEffect("fails with the option that is wrong", () =>
    Effect.gen(function* () {
      const { layer } = confirmingHttpClient()
      const client = Userplane.layer({ apiKey, baseUrl: "http://proxy.example" })
      const error = yield* rejectionOf(Layer.provide(client, layer))
      expect(error).toBeInstanceOf(Config.ConfigError)
      expect(String(error)).toContain("baseUrl")
    })
  )
})

describe("layerConfig", () => {
  const withKey = { USERPLANE_API_KEY: Redacted.value(apiKey) }

  itEffect("takes key and base URL from the environment, over an HttpClient", () =>
    Effect.gen(function* () {
      const { layer, requests } = confirmingHttpClient()
      const variables = environment({ ...withKey, USERPLANE_BASE_URL: "http://localhost:4010/" })
      yield* deleteThrough(Userplane.layerConfig.pipe(Layer.provide([layer, variables])))
      expect(requests[0]?.url).toBe(`http://localhost:4010${path}`)
      expect(requests[0]?.headers["authorization"] === authorization).toBe(true)
    })
  )

  itEffect.each([
    { name: "the key is not set", variables: {}, variable: "USERPLANE_API_KEY" },
    { name: "the key has no prefix", variables: { USERPLANE_API_KEY: "hunter2" }, variable: "USERPLANE_API_KEY" },
    {
      name: "the base URL has a password",
      variables: { ...withKey, USERPLANE_BASE_URL: "https://user:hunter2@proxy.example" },
      variable: "USERPLANE_BASE_URL"
    }
  ])("fails with the name of the variable when $name", ({ variable, variables }) =>
    Effect.gen(function* () {
      const { layer } = confirmingHttpClient()
      const error = yield* rejectionOf(Userplane.layerConfig.pipe(Layer.provide([layer, environment(variables)])))
      expect(error).toBeInstanceOf(Config.ConfigError)
      expect(String(error)).toContain(variable)
      expect(String(error)).not.toContain("hunter2")
    })
  )
})
