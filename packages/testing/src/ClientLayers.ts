/** The base URL of a client and what the environment gives it, stated once for every client. */
import { afterEach, describe, expect, it, vi } from "vitest"
import { ordinaryLink } from "./Client.js"
import type { Fetch } from "./Fetches.js"

/** The requests that a deletion made, or what is printed of the error in their place. */
export type MadeClient =
  | { readonly requests: ReadonlyArray<{ readonly method: string; readonly url: string }> }
  | { readonly error: string }

export interface Clients {
  /** A valid key. */
  readonly key: string
  /** Deletes the ordinary link through `layerTransport` with this base URL. */
  readonly layerTransport: (options?: { readonly baseUrl: string | URL | undefined }) => Promise<MadeClient>
  /** Deletes the ordinary link through `layerFetch`. Without variables, those of the process and the global `fetch`. */
  readonly layerFetch: (given?: {
    readonly variables: Readonly<Record<string, string>>
    readonly fetch: Fetch
  }) => Promise<{ readonly error?: string }>
}

const path = "/public/workspace/ws_abc123/links/lnk_abc123"
const production = `https://api.userplane.io/api/v1${path}`

/** A `fetch` that confirms every deletion, and what it was asked. */
const confirmingFetch = () => {
  const requests: Array<Request> = []
  const fetch: Fetch = async (input, init) => {
    requests.push(new Request(input, init))
    return Response.json({ message: "Link deleted successfully", data: ordinaryLink })
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

const rejected: ReadonlyArray<{ readonly baseUrl: string; readonly problem: string }> = [
  { baseUrl: "api.userplane.io", problem: "Expected an absolute URL" },
  { baseUrl: "http://api.userplane.io", problem: "Expected an https: URL; http: is for loopback hosts only" },
  { baseUrl: "http://localhost.evil.example", problem: "Expected an https: URL; http: is for loopback hosts only" },
  { baseUrl: "ftp://localhost", problem: "Expected an https: URL; http: is for loopback hosts only" },
  { baseUrl: "https://user:hunter2@proxy.example", problem: "Expected a URL without user name and password" },
  { baseUrl: "https://proxy.example/?token=hunter2", problem: "Expected a URL without query and fragment" },
  { baseUrl: "https://proxy.example/#hunter2", problem: "Expected a URL without query and fragment" }
]

/** Declares the tests of a client. */
export const clientLayers = ({ key, layerFetch, layerTransport }: Clients): void => {
  describe("the base URL of layerTransport", () => {
    it.for(baseUrls)("$baseUrl sends the request to $url", async ({ baseUrl, url }) => {
      expect(await layerTransport({ baseUrl })).toEqual({ requests: [{ method: "DELETE", url }] })
    })

    it("may be a URL object, which stays as it is", async () => {
      const baseUrl = new URL("https://proxy.example/userplane/")
      const url = `https://proxy.example/userplane${path}`
      expect(await layerTransport({ baseUrl })).toEqual({ requests: [{ method: "DELETE", url }] })
      expect(baseUrl.href).toBe("https://proxy.example/userplane/")
    })

    it("is the production server without options", async () => {
      expect(await layerTransport()).toEqual({ requests: [{ method: "DELETE", url: production }] })
    })

    it.for(rejected)("$baseUrl is rejected by the name of the option", async ({ baseUrl, problem }) => {
      const made = await layerTransport({ baseUrl })
      expect(made).toEqual({ error: expect.stringContaining(problem) })
      expect(made).toEqual({ error: expect.stringContaining("baseUrl") })
      expect(made).toEqual({ error: expect.not.stringContaining("hunter2") })
    })
  })

  describe("the base URL in USERPLANE_BASE_URL", () => {
    const variablesOf = (baseUrl: string | undefined) => ({
      USERPLANE_API_KEY: key,
      ...(baseUrl === undefined ? {} : { USERPLANE_BASE_URL: baseUrl })
    })

    it.for([...baseUrls, { baseUrl: "", url: production }, { baseUrl: " \t", url: production }])(
      "$baseUrl sends the request to $url",
      async ({ baseUrl, url }) => {
        const { fetch, requests } = confirmingFetch()
        expect(await layerFetch({ variables: variablesOf(baseUrl), fetch })).toEqual({})
        expect(requests.map((request) => [request.method, request.url])).toEqual([["DELETE", url]])
      }
    )

    it.for(rejected)("$baseUrl is rejected by the name of the variable", async ({ baseUrl, problem }) => {
      const { fetch, requests } = confirmingFetch()
      const made = await layerFetch({ variables: variablesOf(baseUrl), fetch })
      expect(made.error).toContain(problem)
      expect(made.error).toContain("USERPLANE_BASE_URL")
      expect(made.error).not.toContain("hunter2")
      expect(requests).toEqual([])
    })
  })

  describe("layerFetch", () => {
    afterEach(() => {
      vi.unstubAllEnvs()
      vi.unstubAllGlobals()
    })

    it("needs nothing but the environment of the process and the global fetch, as they are by then", async () => {
      const { fetch, requests } = confirmingFetch()
      vi.stubGlobal("fetch", fetch)
      vi.stubEnv("USERPLANE_API_KEY", key)
      vi.stubEnv("USERPLANE_BASE_URL", "https://proxy.example/v1/")
      expect(await layerFetch()).toEqual({})
      expect(requests.map(({ url }) => url)).toEqual([`https://proxy.example/v1${path}`])
      expect(requests[0]?.headers.get("authorization") === `Bearer ${key}`).toBe(true)
    })

    it.for<readonly [name: string, variables: Readonly<Record<string, string>>]>([
      ["is not set", {}],
      ["is blank", { USERPLANE_API_KEY: "  " }],
      ["has no prefix", { USERPLANE_API_KEY: "hunter2" }],
      ["cannot be sent", { USERPLANE_API_KEY: `${key} hunter2` }]
    ])("fails with the name of the variable when the key %s", async ([, variables]) => {
      const { fetch, requests } = confirmingFetch()
      const { error } = await layerFetch({ variables, fetch })
      expect(error).toContain("USERPLANE_API_KEY")
      expect(error).not.toContain("hunter2")
      expect(requests).toEqual([])
    })
  })
}
