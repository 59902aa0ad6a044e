import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Request from "../src/internal/request.js"
import type { LinkRef } from "../src/Links.js"
import { ids, isSendableId } from "./arbitraries.js"
import { apiKey, ref } from "./fixtures.js"

const base = "https://api.userplane.io/api/v1"

/** The two path segments that the ids became, as an HTTP client will send them. */
const segmentsOf = (url: string): ReadonlyArray<string> => {
  const { hash, origin, pathname, search } = new URL(url)
  expect({ origin, search, hash }).toEqual({ origin: "https://api.userplane.io", search: "", hash: "" })
  const [, api, v1, open, workspace, workspaceId = "", links, linkId = "", ...others] = pathname.split("/")
  expect([api, v1, open, workspace, links, ...others]).toEqual(["api", "v1", "public", "workspace", "links"])
  return [workspaceId, linkId]
}

describe("the one URL of a link", () => {
  it("is the path of the operation below the base URL", () => {
    expect(Request.urlOf(base, ref)).toEqual(Either.right(`${base}/public/workspace/ws_abc123/links/lnk_abc123`))
  })

  it.each([
    ["a slash", "a/b", "a%2Fb"],
    ["a climb", "../../links/other", "..%2F..%2Flinks%2Fother"],
    ["a backslash, which URL parsing takes for a slash", "..\\other", "..%5Cother"],
    ["an encoded dot segment, encoded once more", "%2e%2e", "%252e%252e"],
    ["an encoded slash, encoded once more", "a%2Fb", "a%252Fb"],
    ["three dots, which are no dot segment", "...", "..."],
    ["a dot at the beginning", ".a", ".a"],
    ["a query", "a?force=true", "a%3Fforce%3Dtrue"],
    ["a fragment", "a#b", "a%23b"],
    ["a percent sign", "100%", "100%25"],
    ["a blank", " ", "%20"],
    ["a plus", "a+b", "a%2Bb"],
    ["a semicolon", "a;v=1", "a%3Bv%3D1"],
    ["a tab and line breaks, which URL parsing drops", "a\tb\r\nc", "a%09b%0D%0Ac"],
    ["a header smuggled in", "a HTTP/1.1\r\nx: y", "a%20HTTP%2F1.1%0D%0Ax%3A%20y"],
    ["a zero byte", "a\0b", "a%00b"],
    ["a URL of another host", "https://evil.example/", "https%3A%2F%2Fevil.example%2F"],
    ["an at sign", "@evil.example", "%40evil.example"],
    ["an umlaut", "ä", "%C3%A4"],
    ["the same umlaut in two code points, which stay two", "a\u0308", "a%CC%88"],
    ["an emoji", "🔗", "%F0%9F%94%97"],
    ["a byte order mark", "\uFEFFa", "%EF%BB%BFa"],
    ["10,000 characters", "漢".repeat(10_000), "%E6%BC%A2".repeat(10_000)]
  ])("holds %s as exactly one segment", (_, id, segment) => {
    const url = Either.getOrThrow(Request.urlOf(base, { workspaceId: id, linkId: id }))
    expect(segmentsOf(url)).toEqual([segment, segment])
  })

  it.each([
    ["", "must have at least one character"],
    [".", "must not be a dot segment: URL parsing removes it, and the request would reach another resource"],
    ["..", "must not be a dot segment: URL parsing removes it, and the request would reach another resource"],
    ["\uD800", "must be well-formed Unicode: it holds a lone surrogate"],
    ["a\uDC00b", "must be well-formed Unicode: it holds a lone surrogate"],
    ["\uDC00\uD800", "must be well-formed Unicode: it holds a lone surrogate"]
  ])("does not exist for the id %j", (id, reason) => {
    for (const field of ["workspaceId", "linkId"] as const) {
      const refused: LinkRef = { ...ref, [field]: id }
      const error = Either.getOrThrow(Either.flip(Request.urlOf(base, refused)))
      expect({ ...error, message: error.message }).toEqual({
        ...refused,
        _tag: "InvalidLinkRef",
        attempts: 0,
        outcome: "NotDeleted",
        field,
        message: `The ${field} ${reason}`
      })
    }
  })

  it.each([
    [null, "null"],
    [undefined, "undefined"],
    [7, "7"],
    [{ id: "a" }, '{\n  "id": "a"\n}'],
    [Symbol("a"), "Symbol(a)"]
  ])("does not exist for an id that is no text: %s", (id, shown) => {
    // What a caller without types may send.
    const untyped: LinkRef = Object.assign({}, ref, { linkId: id })
    const error = Either.getOrThrow(Either.flip(Request.urlOf(base, untyped)))
    expect(error).toMatchObject({ field: "linkId", linkId: shown, message: "The linkId must be a string" })
  })

  it("blames the workspace first when both ids are refused", () => {
    expect(Either.flip(Request.urlOf(base, { workspaceId: "", linkId: "" }))).toMatchObject({
      right: { field: "workspaceId" }
    })
  })

  it.prop(
    "names exactly the two ids, or the ref is refused",
    { workspaceId: ids, linkId: ids },
    (ref) => {
      const url = Request.urlOf(base, ref)
      expect(Either.isRight(url)).toBe(isSendableId(ref.workspaceId) && isSendableId(ref.linkId))
      if (Either.isRight(url)) {
        expect(segmentsOf(url.right).map(decodeURIComponent)).toEqual([ref.workspaceId, ref.linkId])
      }
    },
    { fastCheck: { numRuns: 2_000, seed: 1 } }
  )
})

describe("the request of an attempt", () => {
  it("is a DELETE with the key as a Bearer token, whose reply is read up to 64 KiB", () => {
    expect(Request.withKey("https://a", apiKey)).toEqual({
      method: "DELETE",
      url: "https://a",
      headers: { accept: "application/json", authorization: `Bearer ${Redacted.value(apiKey)}` },
      maxBodyBytes: 65_536
    })
  })

  it("has no authorization header with an empty key", () => {
    expect(Request.withKey("https://a", Redacted.make("")).headers).toEqual({ accept: "application/json" })
  })
})
