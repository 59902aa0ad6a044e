import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import { BoundedBody, isKnownToFit } from "../src/BoundedBody.js"
import { holds } from "./properties.js"

const bytes = (...values: ReadonlyArray<number>): Uint8Array => Uint8Array.from(values)

const collect = (limit: number, chunks: ReadonlyArray<Uint8Array>): BoundedBody => {
  const body = new BoundedBody(limit)
  for (const chunk of chunks) body.append(chunk)
  return body
}

describe("BoundedBody", () => {
  it.each([
    ["nothing", [], [], false],
    ["one chunk", [bytes(1, 2, 3)], [1, 2, 3], false],
    ["several chunks", [bytes(1), bytes(2, 3), bytes(4)], [1, 2, 3, 4], false],
    ["empty chunks", [bytes(), bytes(1), bytes(), bytes(2)], [1, 2], false],
    ["exactly the limit", [bytes(1, 2, 3, 4)], [1, 2, 3, 4], false],
    ["one byte over the limit in one chunk", [bytes(1, 2, 3, 4, 5)], [1, 2, 3, 4], true],
    ["one byte over the limit in the last chunk", [bytes(1, 2, 3), bytes(4, 5)], [1, 2, 3, 4], true],
    ["a chunk after the limit was reached", [bytes(1, 2, 3, 4), bytes(5)], [1, 2, 3, 4], true],
    ["chunks after it was truncated", [bytes(1, 2, 3, 4, 5), bytes(6), bytes(7)], [1, 2, 3, 4], true]
  ])("collects %s up to a limit of 4 bytes", (_, chunks, expected, truncated) => {
    const body = collect(4, chunks)
    expect([...body.bytes()]).toEqual(expected)
    expect(body.truncated).toBe(truncated)
    expect(body.size).toBe(chunks.reduce((size, chunk) => size + chunk.byteLength, 0))
  })

  it("keeps the beginning of what arrived, and says whether that is all", () => {
    holds(
      FastCheck.property(FastCheck.array(FastCheck.uint8Array()), FastCheck.nat(40), (chunks, limit) => {
        const whole = Buffer.concat(chunks)
        const body = collect(limit, chunks)
        expect(Buffer.from(body.bytes()).equals(whole.subarray(0, limit))).toBe(true)
        expect(body.truncated).toBe(whole.byteLength > limit)
      })
    )
  })
})

describe("isKnownToFit", () => {
  it.each([
    ["a body of the limit", "100", undefined, true],
    ["an empty body", "0", undefined, true],
    ["an empty content encoding", "100", "", true],
    ["a body over the limit", "101", undefined, false],
    ["no length", undefined, undefined, false],
    ["an empty length", "", undefined, false],
    ["a length that is no number", "many", undefined, false],
    ["a compressed body", "10", "gzip", false]
  ])("judges by its headers: %s", (_, contentLength, contentEncoding, fits) => {
    expect(isKnownToFit(contentLength, contentEncoding, 100)).toBe(fits)
  })
})
