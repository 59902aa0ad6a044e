import { ids, isSendableId } from "@effect-userplane/testing/Ids"
import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import { encode } from "../src/PathSegment.js"
import { fail, succeed } from "../src/Result.js"
import { holds } from "./properties.js"

describe("encode", () => {
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
  ])("encodes %s as one segment", (_, id, segment) => {
    expect(encode(id)).toEqual(succeed(segment))
  })

  it.each([
    ["", "must have at least one character"],
    [".", "must not be a dot segment: URL parsing removes it, and the request would reach another resource"],
    ["..", "must not be a dot segment: URL parsing removes it, and the request would reach another resource"],
    ["\uD800", "must be well-formed Unicode: it holds a lone surrogate"],
    ["a\uDC00b", "must be well-formed Unicode: it holds a lone surrogate"],
    ["\uDC00\uD800", "must be well-formed Unicode: it holds a lone surrogate"],
    [undefined, "must be a string"],
    [null, "must be a string"],
    [7, "must be a string"],
    [["a"], "must be a string"]
  ])("rejects %j", (id, reason) => {
    expect(encode(id)).toEqual(fail(reason))
  })

  it("encodes every id so that one decoding restores it, or rejects it", () => {
    holds(
      FastCheck.property(ids, (id) => {
        const segment = encode(id)
        expect(segment.ok).toBe(isSendableId(id))
        if (segment.ok) {
          expect(segment.value).toMatch(/^[^/?#]+$/)
          expect(decodeURIComponent(segment.value)).toBe(id)
        }
      }),
      { numRuns: 2_000 }
    )
  })
})
