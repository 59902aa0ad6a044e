import { describe, expect, it } from "vitest"
import { anyClientMayRepeat, platformFetch, platformFetchOf } from "../src/PlatformFetch.js"

const client = { name: "no idle connections" }
const node = { process: { versions: { undici: "7.0.0" } } }
const deno = { createHttpClient: () => client }
const unstableDeno = {
  createHttpClient: () => {
    throw new TypeError("Unstable")
  }
}

describe("what is known of a platform's fetch", () => {
  it.each([
    { name: "Node", platform: node, init: {}, fetch: false, others: false },
    { name: "Bun", platform: { Bun: {} }, init: { keepalive: false }, fetch: false, others: true },
    { name: "Deno", platform: { Deno: deno }, init: { client }, fetch: false, others: true },
    { name: "Deno without such clients", platform: { Deno: {} }, init: {}, fetch: true, others: true },
    { name: "Deno that refuses one", platform: { Deno: unstableDeno }, init: {}, fetch: true, others: true },
    { name: "a browser", platform: { document: {} }, init: {}, fetch: true, others: true },
    { name: "a window with Node beside it", platform: { ...node, document: {} }, init: {}, fetch: true, others: true },
    {
      name: "a Node that names itself",
      platform: { ...node, navigator: { userAgent: "Node.js/22" } },
      init: {},
      fetch: false,
      others: false
    },
    {
      name: "workerd",
      platform: { navigator: { userAgent: "Cloudflare-Workers" } },
      init: {},
      fetch: true,
      others: true
    },
    {
      name: "workerd with a process like Node's",
      platform: { process: { versions: { node: "22", undici: "" } } },
      init: {},
      fetch: true,
      others: true
    },
    {
      name: "another runtime with a process like Node's",
      platform: { ...node, navigator: { userAgent: "Another/1" } },
      init: {},
      fetch: true,
      others: true
    }
  ])("$name", ({ fetch, init, others, platform }) => {
    expect(platformFetchOf(platform)).toEqual({ init, mayRepeat: fetch })
    expect(anyClientMayRepeat(platform)).toBe(others)
  })
})

describe("this platform", () => {
  it("is Node, whose fetch repeats no DELETE", () => {
    expect(platformFetch()).toEqual({ init: {}, mayRepeat: false })
    expect(platformFetch()).toBe(platformFetch())
    expect(anyClientMayRepeat()).toBe(false)
  })
})
