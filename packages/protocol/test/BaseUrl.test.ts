import { describe, expect, it } from "vitest"
import { parse, prefixOf, production, serverOf } from "../src/BaseUrl.js"
import { fail } from "../src/Result.js"

const prefixAfterParsing = (value: string): string => {
  const url = parse(value)
  if (!url.ok) throw new Error(url.failure)
  return prefixOf(url.value)
}

describe("parse", () => {
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
  ])("takes %j, whose prefix is %s", (value, prefix) => {
    expect(prefixAfterParsing(value)).toBe(prefix)
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
  ])("rejects %j: it is no absolute URL", (value) => {
    expect(parse(value)).toEqual(fail("Expected an absolute URL"))
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
  ])("rejects %j: the key would travel in the clear", (value) => {
    expect(parse(value)).toEqual(fail("Expected an https: URL; http: is for loopback hosts only"))
  })

  it.each(["https://user@api.userplane.io", "https://user:password@api.userplane.io", "https://:password@127.0.0.1"])(
    "rejects %j: it holds credentials, which the reason does not show",
    (value) => {
      expect(parse(value)).toEqual(fail("Expected a URL without user name and password"))
    }
  )

  it.each(["https://api.userplane.io/api?tenant=1", "https://api.userplane.io/api#v1"])(
    "rejects %j: ids follow the base URL",
    (value) => {
      expect(parse(value)).toEqual(fail("Expected a URL without query and fragment"))
    }
  )
})

describe("prefixOf", () => {
  it("leaves out the trailing slash of a URL that was not parsed here", () => {
    expect(prefixOf(new URL("https://api.userplane.io/api/v1/"))).toBe("https://api.userplane.io/api/v1")
  })
})

describe("serverOf", () => {
  it.each([
    [production, "api.userplane.io", 443],
    ["https://api.userplane.io:8443/api", "api.userplane.io", 8443],
    ["http://localhost/api", "localhost", 80],
    ["http://localhost:4010", "localhost", 4010],
    ["http://[::1]:4010", "::1", 4010]
  ])("says of %s that its host is %s and its port %i", (value, address, port) => {
    expect(serverOf(new URL(value))).toEqual({ address, port })
  })
})
