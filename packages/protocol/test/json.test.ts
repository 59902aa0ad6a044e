import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import * as Json from "../src/internal/json.js"
import * as Redaction from "../src/Redaction.js"
import { canaryKey } from "./fixtures.js"
import { holds } from "./properties.js"

const asIs = (text: string): string => text

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels)

describe("parse", () => {
  it.each(["null", "false", "0", '""', '"a"', "[]", "{}", '{"a":[1,{"b":null}]}', " \n{}\t"])("reads %s", (text) => {
    expect(Json.parse(text)).toEqual({ value: JSON.parse(text) })
  })

  it.each(["", " ", "{", '{"a":', "[1,]", "{'a':1}", "undefined", "NaN", "<html>", '{"a":1}{"a":2}'])(
    "reads nothing that is not JSON: %s",
    (text) => {
      expect(Json.parse(text)).toBeUndefined()
    }
  )

  it("reads 64 levels, and not 65", () => {
    expect(Json.parse(nested(64))).toEqual({ value: JSON.parse(nested(64)) })
    expect(Json.parse(nested(65))).toBeUndefined()
  })

  it.each([32 * 1024, 128 * 1024])("rejects %i levels without overflowing the stack", (levels) => {
    const objects = `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`
    expect(Json.parse(nested(levels))).toBeUndefined()
    expect(Json.parse(objects)).toBeUndefined()
  })

  it("keeps a field named __proto__ a field like any other", () => {
    const value = Json.parse('{"__proto__":{"code":"LINK_GONE"}}')?.value
    expect(value).not.toHaveProperty("code")
    expect(JSON.stringify(value)).toBe('{"__proto__":{"code":"LINK_GONE"}}')
  })

  it("reads what JSON.stringify wrote", () => {
    holds(
      FastCheck.property(FastCheck.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value)
        expect(JSON.stringify(Json.parse(text)?.value)).toBe(text)
      })
    )
  })

  it("never throws", () => {
    holds(
      FastCheck.property(FastCheck.string({ unit: "binary" }), (text) => {
        Json.parse(text)
      })
    )
  })
})

describe("withoutKey", () => {
  it.each([
    ["a number beyond all numbers", '{"a":1e999}', { a: null }],
    ["a negative zero", '{"a":-0}', { a: 0 }]
  ])("keeps of %s what JSON can write", (_, text, value) => {
    expect(Json.withoutKey(JSON.parse(text), asIs)).toStrictEqual(value)
  })

  it.each([
    ["as it is", (key: string) => key],
    ["in escapes", (key: string) => [...key].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join("")],
    ["with one letter escaped", (key: string) => `\\u0075${key.slice(1)}`]
  ])("takes the key out of texts and names where it is spelt %s", (_, spell) => {
    const text = `{"${spell(canaryKey)}":["you sent Bearer ${spell(canaryKey)}",{"n":1}]}`
    expect(Json.withoutKey(JSON.parse(text), Redaction.make(canaryKey))).toEqual({
      "<redacted>": ["you sent Bearer <redacted>", { n: 1 }]
    })
  })

  it("takes the key out of a value that is a text", () => {
    expect(Json.withoutKey(`Bearer ${canaryKey}`, Redaction.make(canaryKey))).toBe("Bearer <redacted>")
  })

  it("keeps a field named __proto__ a field like any other", () => {
    const text = '{"__proto__":{"code":"LINK_GONE"}}'
    expect(JSON.stringify(Json.withoutKey(JSON.parse(text), asIs))).toBe(text)
  })

  it("keeps what JSON can write, however it was written, where the key is not in it", () => {
    holds(
      FastCheck.property(FastCheck.jsonValue({ maxDepth: 6 }), FastCheck.nat(2), (value, indent) => {
        const read: unknown = JSON.parse(JSON.stringify(value, null, indent))
        const written: unknown = JSON.parse(JSON.stringify(value))
        expect(Json.withoutKey(read, Redaction.make(canaryKey))).toStrictEqual(written)
      })
    )
  })
})
