import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { afterEach, describe, expect, it, vi } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { deleteLink } from "../src/Links.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"
import { itEffect, runTest } from "./runTest.js"
import { deleted, script } from "./scriptedTransport.js"

const path = "/public/workspace/ws_abc123/links/lnk_abc123"
const production = `https://api.userplane.io/api/v1${path}`
const authorization = `Bearer ${Redacted.value(apiKey)}`

const environment = (entries: Readonly<Record<string, string>>) =>
  ConfigProvider.layer(ConfigProvider.fromEnvRecord(entries))

const withKey = { USERPLANE_API_KEY: Redacted.value(apiKey) }

/** Deletes the ordinary link through a client, and counts only on success. */
const deleteThrough = <E>(client: Layer.Layer<Userplane.Userplane, E>) =>
  Effect.map(Effect.provide(deleteLink(ref), client), (link) => expect(link).toMatchObject(ref))

/** The reason why a client could not be had. */
const rejectionOf = <E>(client: Layer.Layer<Userplane.Userplane, E>) =>
  Effect.flip(Effect.provide(Userplane.Userplane, client))

/** A `fetch` that confirms every deletion, and what it was asked. */
const confirmingFetch = () => {
  const requests: Array<Request> = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    requests.push(new Request(input, init))
    return Response.json({ message: "Link deleted successfully", data: ref })
  }
  return { fetch, requests }
}

const baseUrls: ReadonlyArray<{ readonly baseUrl: string | undefined; readonly url: string }> = [
  { baseUrl: undefined, url: production },
  { baseUrl: "https://api.userplane.io/api/v1//", url: production },
  { baseUrl: " https://api.userplane.io/api/v1\n", url: production },
  { baseUrl: "https://proxy.example:8443/userplane", url: `https://proxy.example:8443/userplane${path}` },
  { baseUrl: "http://[::1]:4010", url: `http://[::1]:4010${path}` }
]

const rejectedBaseUrls: ReadonlyArray<{ readonly baseUrl: string; readonly problem: string }> = [
  { baseUrl: "api.userplane.io", problem: "Expected an absolute URL" },
  { baseUrl: "http://api.userplane.io", problem: "Expected an https: URL; http: is for loopback hosts only" },
  { baseUrl: "https://user:hunter2@proxy.example", problem: "Expected a URL without user name and password" },
  { baseUrl: "https://proxy.example/?token=hunter2", problem: "Expected a URL without query and fragment" }
]

describe("the base URL of layerTransport", () => {
  const client = (server: ReturnType<typeof script>, options?: Userplane.Options) =>
    Userplane.layerTransport(options).pipe(Layer.provide([server.layer, ApiKey.layer(apiKey)]))

  itEffect.each(baseUrls)("$baseUrl sends the request to $url", ({ baseUrl, url }) =>
    Effect.gen(function* () {
      const server = script(deleted())
      yield* deleteThrough(client(server, { baseUrl }))
      expect(server.requests).toMatchObject([{ method: "DELETE", url }])
    })
  )

  itEffect("may be a URL object, which stays as it is", () =>
    Effect.gen(function* () {
      const server = script(deleted())
      const baseUrl = new URL("https://proxy.example/userplane/")
      yield* deleteThrough(client(server, { baseUrl }))
      expect(server.requests[0]?.url).toBe(`https://proxy.example/userplane${path}`)
      expect(baseUrl.href).toBe("https://proxy.example/userplane/")
    })
  )

  itEffect.each(rejectedBaseUrls)("$baseUrl is rejected by the name of the option", ({ baseUrl, problem }) =>
    Effect.gen(function* () {
      const error = yield* rejectionOf(client(script(), { baseUrl }))
      expect(error).toBeInstanceOf(Config.ConfigError)
      expect(String(error)).toContain(problem)
      expect(String(error)).toContain("baseUrl")
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

  itEffect.each([...baseUrls, { baseUrl: "", url: production }, { baseUrl: " \t", url: production }])(
    "$baseUrl sends the request to $url",
    ({ baseUrl, url }) =>
      Effect.gen(function* () {
        const { fetch, requests } = confirmingFetch()
        yield* deleteThrough(client(fetch, baseUrl))
        expect(requests.map((request) => [request.method, request.url])).toEqual([["DELETE", url]])
      })
  )

  itEffect.each(rejectedBaseUrls)("$baseUrl is rejected by the name of the variable", ({ baseUrl, problem }) =>
    Effect.gen(function* () {
      const { fetch, requests } = confirmingFetch()
      const error = yield* rejectionOf(client(fetch, baseUrl))
      expect(String(error)).toContain(problem)
      expect(String(error)).toContain("USERPLANE_BASE_URL")
      expect(String(error)).not.toContain("hunter2")
      expect(requests).toEqual([])
    })
  )
})

describe("layerFetch", () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.unstubAllGlobals()
  })

  it("needs nothing but the environment of the process and the global fetch, as they are by then", () => {
    const { fetch, requests } = confirmingFetch()
    vi.stubGlobal("fetch", fetch)
    vi.stubEnv("USERPLANE_API_KEY", Redacted.value(apiKey))
    vi.stubEnv("USERPLANE_BASE_URL", "https://proxy.example/v1/")
    return runTest(
      Effect.gen(function* () {
        yield* deleteThrough(Userplane.layerFetch)
        expect(requests.map(({ url }) => url)).toEqual([`https://proxy.example/v1${path}`])
        expect(requests[0]?.headers.get("authorization") === authorization).toBe(true)
      })
    )
  })

  itEffect("fails with the name of the variable when the key cannot be sent", () =>
    Effect.gen(function* () {
      const variables = environment({ USERPLANE_API_KEY: `${Redacted.value(apiKey)} hunter2` })
      const error = yield* rejectionOf(Layer.provide(Userplane.layerFetch, variables))
      expect(String(error)).toContain("USERPLANE_API_KEY")
      expect(String(error)).not.toContain("hunter2")
    })
  )
})
