/** The layers of a client over an `HttpClient`, stated once for every client. */
import { describe, expect, it } from "vitest"

/** The requests of a deletion over an `HttpClient` that confirms it, or what is printed of the error in their place. */
export type MadeOverHttpClient =
  | {
      readonly requests: ReadonlyArray<{
        readonly method: string
        readonly url: string
        readonly headers: Readonly<Record<string, string>>
      }>
    }
  | { readonly error: string }

export interface HttpClientLayers {
  /** A valid key. */
  readonly key: string
  /** Deletes the ordinary link through `layer`, which has the key as an option or from a layer. */
  readonly layer: (options: {
    readonly key: "option" | "layer"
    readonly baseUrl?: string
  }) => Promise<MadeOverHttpClient>
  /** Deletes the ordinary link through `layerConfig`, with these variables. */
  readonly layerConfig: (variables: Readonly<Record<string, string>>) => Promise<MadeOverHttpClient>
}

const path = "/public/workspace/ws_abc123/links/lnk_abc123"

/** Declares the tests of a client. */
export const httpClientLayers = ({ key, layer, layerConfig }: HttpClientLayers): void => {
  const withKey = { USERPLANE_API_KEY: key }

  /** Expects one request to a URL, with the key. */
  const expectRequest = (made: MadeOverHttpClient, url: string) => {
    const requests = "requests" in made ? made.requests : []
    expect(requests.map(({ method, url }) => ({ method, url }))).toEqual([{ method: "DELETE", url }])
    expect(requests[0]?.headers["authorization"] === `Bearer ${key}`).toBe(true)
  }

  describe("layer", () => {
    it("needs an HttpClient alone when it is given the key", async () => {
      const made = await layer({ key: "option", baseUrl: "https://proxy.example/" })
      expectRequest(made, `https://proxy.example${path}`)
    })

    it("takes the key of an ApiKey layer otherwise", async () => {
      expectRequest(await layer({ key: "layer" }), `https://api.userplane.io/api/v1${path}`)
    })

    it("fails with the name of the option that is wrong", async () => {
      const made = await layer({ key: "option", baseUrl: "https://user:hunter2@proxy.example" })
      expect(made).toEqual({ error: expect.stringContaining("baseUrl") })
      expect(made).toEqual({ error: expect.not.stringContaining("hunter2") })
    })
  })

  describe("layerConfig", () => {
    it("takes key and base URL from the environment", async () => {
      const made = await layerConfig({ ...withKey, USERPLANE_BASE_URL: "http://localhost:4010/" })
      expectRequest(made, `http://localhost:4010${path}`)
    })

    it("takes the production server where the environment has no base URL", async () => {
      expectRequest(await layerConfig(withKey), `https://api.userplane.io/api/v1${path}`)
    })

    it.for([
      { name: "the key is not set", variables: {}, variable: "USERPLANE_API_KEY" },
      { name: "the key is blank", variables: { USERPLANE_API_KEY: "  " }, variable: "USERPLANE_API_KEY" },
      { name: "the key has no prefix", variables: { USERPLANE_API_KEY: "hunter2" }, variable: "USERPLANE_API_KEY" },
      {
        name: "the key cannot be sent",
        variables: { USERPLANE_API_KEY: `${key} hunter2` },
        variable: "USERPLANE_API_KEY"
      },
      {
        name: "the base URL has a password",
        variables: { ...withKey, USERPLANE_BASE_URL: "https://user:hunter2@proxy.example" },
        variable: "USERPLANE_BASE_URL"
      }
    ])("fails with the name of the variable when $name", async ({ variable, variables }) => {
      const made = await layerConfig(variables)
      expect(made).toEqual({ error: expect.stringContaining(variable) })
      expect(made).toEqual({ error: expect.not.stringContaining("hunter2") })
    })
  })
}
