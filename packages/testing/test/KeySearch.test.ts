import { describe, expect, it } from "vitest"
import { inspected, placesOf, reveals } from "../src/KeySearch.js"
import { spellings } from "../src/Spellings.js"

const key = "a-key_that.is~searched/for+0123456789=="

describe("the search for a key", () => {
  it.each([
    ["plain", `Bearer ${key}`],
    ["without its ends", key.slice(6, -6)],
    ["in capitals", key.toUpperCase()],
    ["with the escapes of JSON", spellings.JSON(key)],
    ["with the escapes of JSON within JSON", JSON.stringify(spellings.JSON(key))],
    ["with references of HTML", spellings["hexadecimal references"](key)],
    ["with decimal references of HTML", spellings["decimal references"](key)],
    ["percent-encoded", spellings["a URL, every character"](key)]
  ])("finds it %s", (_, text) => {
    expect(reveals(text, key)).toBe(true)
  })

  it("finds it in a property that does not show by default", () => {
    const hidden = Object.defineProperty(new Error("failed"), "request", { value: { key }, enumerable: false })
    const texts = { "JSON.stringify": JSON.stringify(hidden), "inspect, everything": inspected(hidden) }
    expect(placesOf(key, texts)).toEqual(["inspect, everything"])
  })

  it("finds nothing in a text without it", () => {
    expect(reveals("Not with <redacted>", key)).toBe(false)
  })
})
