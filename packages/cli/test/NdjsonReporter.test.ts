import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as NdjsonReporter from "../src/delete/output/NdjsonReporter.js"

const seed = 20_260

describe("a line of NDJSON", () => {
  it("is one line of harmless characters that reads back as what was written", () => {
    return FastCheck.assert(
      FastCheck.property(FastCheck.string({ unit: "binary", maxLength: 40 }), (linkId) => {
        const line = NdjsonReporter.line({ linkId })
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(line).toMatch(/^[^\u0000-\u001f\u007f-\u009f]*\n$/)
        expect(JSON.parse(line)).toStrictEqual({ linkId })
      }),
      { seed, numRuns: 200 }
    )
  })
})
