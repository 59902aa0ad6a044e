import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { BoundedBody } from "../src/internal/boundedBody.js"

const bytes = (...values: ReadonlyArray<number>): Uint8Array => Uint8Array.from(values)

const collect = (limit: number, chunks: ReadonlyArray<Uint8Array>): BoundedBody => {
  const body = new BoundedBody(limit)
  for (const chunk of chunks) body.append(chunk)
  return body
}

describe("a bounded body", () => {
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
  ])("of %s", (_, chunks, expected, truncated) => {
    const body = collect(4, chunks)
    expect([...body.bytes()]).toEqual(expected)
    expect(body.truncated).toBe(truncated)
  })

  it.prop(
    "keeps the beginning of what arrived, and says whether that is all",
    { chunks: FastCheck.array(FastCheck.uint8Array()), limit: FastCheck.nat(40) },
    ({ chunks, limit }) => {
      const whole = Buffer.concat(chunks)
      const body = collect(limit, chunks)
      expect(Buffer.from(body.bytes()).equals(whole.subarray(0, limit))).toBe(true)
      expect(body.truncated).toBe(whole.byteLength > limit)
    },
    { fastCheck: { numRuns: 1_000, seed: 1 } }
  )
})
