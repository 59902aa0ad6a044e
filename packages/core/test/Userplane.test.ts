import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { describe, expect, it } from "@effect/vitest"
import * as ConfigError from "effect/ConfigError"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { afterEach, vi } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { deleteLink } from "../src/Links.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"
import { deleted, script } from "./scriptedTransport.js"

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

/** A `fetch` that confirms every deletion, and what it was asked. */
const confirmingFetch = () => {
  const requests: Array<Request> = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    requests.push(new Request(input, init))
    return confirmation()
  }
  return { fetch, requests }
}

const baseUrls: ReadonlyArray<{ readonly baseUrl: string | undefined; readonly url: string }> = [
  { baseUrl: undefined, url: production },
  { baseUrl: "https://api.userplane.io/api/v1", url: production },
  { baseUrl: "https://api.userplane.io/api/v1/", url: production },
  { baseUrl: "https://api.userplane.io/api/v1//", url: production },
  { baseUrl: " https://api.userplane.io/api/v1\n", url: production },
  { baseUrl: "https://api.userplane.com/api/v1", url: `https://api.userplane.com/api/v1${path}` },
  { baseUrl: "https://proxy.example", url: `https://proxy.example${path}` },
  { baseUrl: "https://proxy.example/", url: `https://proxy.example${path}` },
  { baseUrl: "https://proxy.example:8443/userplane", url: `https://proxy.example:8443/userplane${path}` },
  { baseUrl: "http://localhost:4010", url: `http://localhost:4010${path}` },
  { baseUrl: "http://127.0.0.1:4010/api/v1/", url: `http://127.0.0.1:4010/api/v1${path}` },
  { baseUrl: "http://[::1]:4010", url: `http://[::1]:4010${path}` }
]

const rejectedBaseUrls: ReadonlyArray<{ readonly baseUrl: string; readonly problem: string }> = [
  { baseUrl: "api.userplane.io", problem: "Expected an absolute URL" },
  { baseUrl: "http://api.userplane.io", problem: "Expected an https: URL; http: is for loopback hosts only" },
  { baseUrl: "http://localhost.evil.example", problem: "Expected an https: URL; http: is for loopback hosts only" },
  { baseUrl: "ftp://localhost", problem: "Expected an https: URL; http: is for loopback hosts only" },
  { baseUrl: "https://user:hunter2@proxy.example", problem: "Expected a URL without user name and password" },
  { baseUrl: "https://proxy.example/?token=hunter2", problem: "Expected a URL without query and fragment" },
  { baseUrl: "https://proxy.example/#hunter2", problem: "Expected a URL without query and fragment" }
]

describe("the base URL of layerTransport", () => {
  const client = (server: ReturnType<typeof script>, options?: Userplane.Options) =>
    Userplane.layerTransport(options).pipe(Layer.provide([server.layer, ApiKey.layer(apiKey)]))

  it.effect.each(baseUrls)("$baseUrl sends the request to $url", ({ baseUrl, url }) =>
    Effect.gen(function* () {
      const server = script(deleted())
      yield* deleteThrough(client(server, { baseUrl }))
      expect(server.requests).toMatchObject([{ method: "DELETE", url }])
    })
  )

  it.effect("may be a URL object, which stays as it is", () =>
    Effect.gen(function* () {
      const server = script(deleted())
      const baseUrl = new URL("https://proxy.example/userplane/")
      yield* deleteThrough(client(server, { baseUrl }))
      expect(server.requests[0]?.url).toBe(`https://proxy.example/userplane${path}`)
      expect(baseUrl.href).toBe("https://proxy.example/userplane/")
    })
  )

  it.effect("is the production server without options", () =>
    Effect.gen(function* () {
      const server = script(deleted())
      yield* deleteThrough(client(server))
      expect(server.requests[0]?.url).toBe(production)
    })
  )

  it.effect.each(rejectedBaseUrls)("$baseUrl is rejected by the name of the option", ({ baseUrl, problem }) =>
    Effect.gen(function* () {
      const error = yield* refusalOf(client(script(), { baseUrl }))
      expect(error).toEqual(ConfigError.InvalidData(["baseUrl"], problem))
      expect(String(error)).not.toContain("hunter2")
    })
  )
})

describe("the base URL in USERPLANE_BASE_URL", () => {
  const client = (fetch: typeof globalThis.fetch, value: string | undefined) =>
    Userplane.layerFetch.pipe(
      Layer.provide([
        environment(value === undefined ? withKey : { ...withKey, USERPLANE_BASE_URL: value }),
        Layer.succeed(FetchTransport.Fetch, fetch)
      ])
    )

  it.effect.each([...baseUrls, { baseUrl: "", url: production }, { baseUrl: " \t", url: production }])(
    "$baseUrl sends the request to $url",
    ({ baseUrl, url }) =>
      Effect.gen(function* () {
        const { fetch, requests } = confirmingFetch()
        yield* deleteThrough(client(fetch, baseUrl))
        expect(requests.map((request) => [request.method, request.url])).toEqual([["DELETE", url]])
      })
  )

  it.effect.each(rejectedBaseUrls)("$baseUrl is rejected by the name of the variable", ({ baseUrl, problem }) =>
    Effect.gen(function* () {
      const { fetch, requests } = confirmingFetch()
      const error = yield* refusalOf(client(fetch, baseUrl))
      expect(error).toEqual(ConfigError.InvalidData(["USERPLANE_BASE_URL"], problem))
      expect(String(error)).not.toContain("hunter2")
      expect(requests).toEqual([])
    })
  )
})

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

describe("layerFetch", () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.unstubAllGlobals()
  })

  it.effect("needs nothing but the environment of the process and the global fetch", () =>
    Effect.gen(function* () {
      const { fetch, requests } = confirmingFetch()
      vi.stubGlobal("fetch", fetch)
      vi.stubEnv("USERPLANE_API_KEY", Redacted.value(apiKey))
      vi.stubEnv("USERPLANE_BASE_URL", "https://proxy.example/v1/")
      yield* deleteThrough(Userplane.layerFetch)
      expect(requests.map(({ url }) => url)).toEqual([`https://proxy.example/v1${path}`])
      expect(requests[0]?.headers.get("authorization") === authorization).toBe(true)
    })
  )
})
