import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { describe, expect, it } from "@effect/vitest"
import * as ConfigError from "effect/ConfigError"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as ApiKey from "../src/ApiKey.js"
import { deleteLink } from "../src/Links.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"

const path = "/public/workspace/ws_abc123/links/lnk_abc123"
const production = `https://api.userplane.io/api/v1${path}`
const authorization = `Bearer ${Redacted.value(apiKey)}`

const confirmation = () => Response.json({ message: "Link deleted successfully", data: ref })

const environment = (entries: Readonly<Record<string, string>>) =>
  Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(entries))))

const withKey = { USERPLANE_API_KEY: Redacted.value(apiKey) }

/** Deletes the ordinary link through a client, and counts only on success. */
const deleteThrough = <E>(client: Layer.Layer<Userplane.Userplane, E>) =>
  Effect.map(Effect.provide(deleteLink(ref), client), (link) => expect(link).toMatchObject(ref))

/** Why a client could not be had. */
const refusalOf = <E>(client: Layer.Layer<Userplane.Userplane, E>) =>
  Effect.flip(Effect.provide(Userplane.Userplane, client))

/** An `HttpClient` that confirms every deletion, and what it was asked. */
const confirmingHttpClient = () => {
  const requests: Array<HttpClientRequest.HttpClientRequest> = []
  const layer = Layer.succeed(
    HttpClient.HttpClient,
    HttpClient.make((request) => {
      requests.push(request)
      return Effect.succeed(HttpClientResponse.fromWeb(request, confirmation()))
    })
  )
  return { layer, requests }
}

describe("layer", () => {
  it.effect("needs an HttpClient alone when it is given the key", () =>
    Effect.gen(function* () {
      const { layer, requests } = confirmingHttpClient()
      const client = Userplane.layer({ apiKey, baseUrl: "https://proxy.example/" })
      yield* deleteThrough(Layer.provide(client, layer))
      expect(requests).toMatchObject([{ method: "DELETE", url: `https://proxy.example${path}` }])
      expect(requests[0]?.headers["authorization"] === authorization).toBe(true)
    })
  )

  it.effect("takes the key of an ApiKey layer otherwise", () =>
    Effect.gen(function* () {
      const { layer, requests } = confirmingHttpClient()
      yield* deleteThrough(Userplane.layer().pipe(Layer.provide([layer, ApiKey.layer(apiKey)])))
      expect(requests[0]?.url).toBe(production)
      expect(requests[0]?.headers["authorization"] === authorization).toBe(true)
    })
  )

  it.effect("fails with the option that is wrong", () =>
    Effect.gen(function* () {
      const { layer } = confirmingHttpClient()
      const error = yield* refusalOf(Layer.provide(Userplane.layer({ apiKey, baseUrl: "http://proxy.example" }), layer))
      expect(error).toMatchObject({ path: ["baseUrl"] })
    })
  )
})

describe("layerConfig", () => {
  it.effect("takes key and base URL from the environment, over an HttpClient", () =>
    Effect.gen(function* () {
      const { layer, requests } = confirmingHttpClient()
      const variables = environment({ ...withKey, USERPLANE_BASE_URL: "http://localhost:4010/" })
      yield* deleteThrough(Userplane.layerConfig.pipe(Layer.provide([layer, variables])))
      expect(requests[0]?.url).toBe(`http://localhost:4010${path}`)
      expect(requests[0]?.headers["authorization"] === authorization).toBe(true)
    })
  )

  it.effect.each([
    { name: "is not set", variables: {} },
    { name: "is blank", variables: { USERPLANE_API_KEY: "  " } },
    { name: "has no prefix", variables: { USERPLANE_API_KEY: "hunter2" } },
    { name: "cannot be sent", variables: { USERPLANE_API_KEY: `${Redacted.value(apiKey)} hunter2` } }
  ])("fails with the name of the variable when the key $name", ({ variables }) =>
    Effect.gen(function* () {
      const { layer } = confirmingHttpClient()
      const error = yield* refusalOf(Userplane.layerConfig.pipe(Layer.provide([layer, environment(variables)])))
      expect(error).toMatchObject({ path: ["USERPLANE_API_KEY"] })
      expect(String(error)).not.toContain("hunter2")
    })
  )
})

describe("a base URL that is rejected", () => {
  it.effect("is an InvalidData with the name of the option or of the variable", () =>
    Effect.gen(function* () {
      const problem = "Expected an https: URL; http: is for loopback hosts only"
      const baseUrl = "http://proxy.example"
      const { layer } = confirmingHttpClient()
      const byOption = yield* refusalOf(Layer.provide(Userplane.layer({ apiKey, baseUrl }), layer))
      expect(byOption).toEqual(ConfigError.InvalidData(["baseUrl"], problem))
      const variables = environment({ ...withKey, USERPLANE_BASE_URL: baseUrl })
      const byVariable = yield* refusalOf(Layer.provide(Userplane.layerConfig, [layer, variables]))
      expect(byVariable).toEqual(ConfigError.InvalidData(["USERPLANE_BASE_URL"], problem))
    })
  )
})
