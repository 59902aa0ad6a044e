import { describe, expect, it } from "vitest"
import { headersOf } from "../src/ReceivedHeaders.js"

/** A response of `node:http` as an `HttpClient` wraps it, with a header that was sent twice. */
const ofNode = {
  headers: { "retry-after": "5", server: "a" },
  source: { headersDistinct: { "retry-after": ["5", "120"], server: ["a"] } }
}

describe("the headers of a response", () => {
  it.each([
    { name: "are all values of a header that node:http shows once", response: ofNode, value: "5, 120" },
    { name: "are found below other responses", response: { ...ofNode, original: ofNode }, value: "5, 120" },
    { name: "are those of the response where it has no source", response: { headers: ofNode.headers }, value: "5" },
    {
      name: "are those of the response where its source is no object",
      response: { ...ofNode, source: "?" },
      value: "5"
    },
    { name: "are those of the response around nothing", response: { ...ofNode, original: undefined }, value: "5" },
    { name: "are those of the response where its source has no lists", response: { ...ofNode, source: {} }, value: "5" }
  ])("$name", ({ response, value }) => {
    const header = headersOf(response)
    expect(header("retry-after")).toBe(value)
    expect(header("server")).toBe("a")
    expect(header("x-request-id")).toBeUndefined()
  })

  it("are read once", () => {
    let reads = 0
    const response = {
      get headers() {
        reads += 1
        return { server: "a" }
      }
    }
    const header = headersOf(response)
    expect([header("server"), header("server"), reads]).toEqual(["a", "a", 1])
  })
})
