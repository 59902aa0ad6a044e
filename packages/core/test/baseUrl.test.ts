import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import { endpointOf, parse, production } from "../src/internal/baseUrl.js"

const prefixOf = (value: string) => Either.map(parse(value), (url) => endpointOf(url).prefix)

describe("a base URL that the key may be sent to", () => {
  it.each([
    [production, "https://api.userplane.io/api/v1"],
    ["https://api.userplane.io/api/v1/", "https://api.userplane.io/api/v1"],
    ["https://api.userplane.io/api/v1///", "https://api.userplane.io/api/v1"],
    ["  https://api.userplane.io/api/v1\n", "https://api.userplane.io/api/v1"],
    ["https://api.userplane.io", "https://api.userplane.io"],
    ["https://api.userplane.io/", "https://api.userplane.io"],
    ["https://api.userplane.io:443/api", "https://api.userplane.io/api"],
    ["https://API.userplane.IO:8443/Api", "https://api.userplane.io:8443/Api"],
    ["https://127.0.0.1:8443", "https://127.0.0.1:8443"],
    ["https://10.0.0.7/api", "https://10.0.0.7/api"],
    ["http://localhost:4010", "http://localhost:4010"],
    ["http://LOCALHOST/api/v1/", "http://localhost/api/v1"],
    ["http://127.0.0.1:4010/", "http://127.0.0.1:4010"],
    ["http://127.255.255.254", "http://127.255.255.254"],
    ["http://127.1", "http://127.0.0.1"],
    ["http://[::1]:4010/api/v1", "http://[::1]:4010/api/v1"],
    ["https://api.userplane.io/a%2Fb", "https://api.userplane.io/a%2Fb"],
    ["https://api.userplane.io/a/../b/", "https://api.userplane.io/b"]
  ])("%j is %s", (value, prefix) => {
    expect(prefixOf(value)).toEqual(Either.right(prefix))
  })

  it.each([
    "",
    "  ",
    "api.userplane.io/api/v1",
    "/api/v1",
    "//api.userplane.io",
    "https://",
    "https://[",
    "https://api.userplane.io:99999"
  ])("%j is refused: it is no absolute URL", (value) => {
    expect(prefixOf(value)).toEqual(Either.left("Expected an absolute URL"))
  })

  it.each([
    "http://api.userplane.io/api/v1",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://notlocalhost",
    "http://128.0.0.1",
    "http://10.0.0.7",
    "http://0.0.0.0",
    "http://[::]",
    "http://[::2]",
    "ftp://localhost",
    "ws://localhost",
    "file:///etc/hosts",
    "localhost:4010",
    "data:text/plain,hello",
    "javascript:0"
  ])("%j is refused: the key would travel in the clear", (value) => {
    expect(prefixOf(value)).toEqual(Either.left("Expected an https: URL; http: is for loopback hosts only"))
  })

  it.each(["https://user@api.userplane.io", "https://user:password@api.userplane.io", "https://:password@127.0.0.1"])(
    "%j is refused: it holds credentials, which the reason does not show",
    (value) => {
      expect(prefixOf(value)).toEqual(Either.left("Expected a URL without user name and password"))
    }
  )

  it.each(["https://api.userplane.io/api?tenant=1", "https://api.userplane.io/api#v1"])(
    "%j is refused: ids come after the base",
    (value) => {
      expect(prefixOf(value)).toEqual(Either.left("Expected a URL without query and fragment"))
    }
  )

  it("takes a URL that was made otherwise, trailing slash and all", () => {
    expect(endpointOf(new URL("https://api.userplane.io/api/v1/")).prefix).toBe("https://api.userplane.io/api/v1")
  })
})
