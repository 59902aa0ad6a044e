import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import * as Json from "../src/internal/json.js"
import { redactKey } from "../src/internal/redaction.js"
import { canaryKey } from "./fixtures.js"

const asIs = (text: string): string => text

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels)

describe("reading JSON", () => {
  it.each(["null", "false", "0", '""', '"a"', "[]", "{}", '{"a":[1,{"b":null}]}', " \n{}\t"])("takes %s", (text) => {
    expect(Json.parse(text)).toEqual({ text, value: JSON.parse(text) })
  })

  it.each(["", " ", "{", '{"a":', "[1,]", "{'a':1}", "undefined", "NaN", "<html>", '{"a":1}{"a":2}'])(
    "takes nothing that is not JSON: %s",
    (text) => {
      expect(Json.parse(text)).toBeUndefined()
    }
  )

  it("takes 64 levels, and not 65", () => {
    expect(Json.parse(nested(64))).toEqual({ text: nested(64), value: JSON.parse(nested(64)) })
    expect(Json.parse(nested(65))).toBeUndefined()
  })

  it.each([32 * 1024, 128 * 1024])("refuses %i levels without overflowing the stack", (levels) => {
    const objects = `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`
    expect(Json.parse(nested(levels))).toBeUndefined()
    expect(Json.parse(objects)).toBeUndefined()
  })

  it.each([
    ["a number beyond all numbers", '{"a":1e999}', { a: null }],
    ["a negative zero", '{"a":-0}', { a: 0 }]
  ])("keeps of %s what JSON can say back", (_, text, value) => {
    expect(Json.withoutKey({ text, value: JSON.parse(text) }, asIs)?.value).toStrictEqual(value)
  })

  it("keeps a field named __proto__ a field like any other", () => {
    const value = Json.parse('{"__proto__":{"code":"LINK_GONE"}}')?.value
    expect(value).not.toHaveProperty("code")
    expect(JSON.stringify(value)).toBe('{"__proto__":{"code":"LINK_GONE"}}')
  })

  it.each([
    ["as it is", (key: string) => key],
    ["in escapes", (key: string) => [...key].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join("")],
    ["with one letter escaped", (key: string) => `\\u0075${key.slice(1)}`]
  ])("takes the key out where it is spelt %s", (_, spell) => {
    const key = Redacted.value(canaryKey)
    const text = `{"${spell(key)}":["you sent Bearer ${spell(key)}"]}`
    const parsed = Json.parse(text)
    expect(parsed && Json.withoutKey(parsed, redactKey(canaryKey))).toEqual({
      text: '{"<redacted>":["you sent Bearer <redacted>"]}',
      value: { "<redacted>": ["you sent Bearer <redacted>"] }
    })
  })

  it("takes nothing where the JSON is broken without the key", () => {
    expect(Json.withoutKey({ text: '"a"', value: "a" }, () => '"')).toBeUndefined()
  })

  it.prop(
    "gives back what JSON.stringify wrote",
    [FastCheck.jsonValue({ maxDepth: 6 })],
    ([value]) => {
      const text = JSON.stringify(value)
      expect(JSON.stringify(Json.parse(text)?.value)).toBe(text)
    },
    { fastCheck: { numRuns: 1_000, seed: 1 } }
  )

  it.prop(
    "keeps what JSON can say back, however it was written, where the key is not in it",
    [FastCheck.jsonValue({ maxDepth: 6 }), FastCheck.nat(2)],
    ([value, indent]) => {
      const text = JSON.stringify(value, null, indent)
      const said = Json.withoutKey({ text, value: JSON.parse(text) }, redactKey(canaryKey))
      expect(said?.value).toStrictEqual(JSON.parse(JSON.stringify(value)))
    },
    { fastCheck: { numRuns: 1_000, seed: 1 } }
  )

  it.prop(
    "never throws at a text",
    [FastCheck.string({ unit: "binary" })],
    ([text]) => {
      expect(() => Json.parse(text)).not.toThrow()
    },
    { fastCheck: { numRuns: 1_000, seed: 1 } }
  )
})
