import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import { redactKey } from "../src/internal/redaction.js"
import { canaryKey } from "./fixtures.js"

const secret = Redacted.value(canaryKey)

describe("taking the key out of a text", () => {
  it("replaces every occurrence", () => {
    expect(redactKey(canaryKey)(`${secret}, Bearer ${secret};${secret}${secret}`)).toBe(
      "<redacted>, Bearer <redacted>;<redacted><redacted>"
    )
  })

  it("leaves a text without the key as it is", () => {
    expect(redactKey(canaryKey)("Link not found")).toBe("Link not found")
  })

  it("takes a key with the characters of a pattern literally", () => {
    expect(redactKey(Redacted.make("abc.def+/="))("abcxdef+/= and abc.def+/=")).toBe("abcxdef+/= and <redacted>")
  })

  it.each(["", "a", "message"])("leaves the text alone where the key is too short to be a secret: '%s'", (short) => {
    expect(redactKey(Redacted.make(short))("a message about a link")).toBe("a message about a link")
  })

  it("takes out a key from 8 characters on", () => {
    expect(redactKey(Redacted.make("12345678"))("key 12345678")).toBe("key <redacted>")
  })

  it.prop(
    "leaves no key in any text",
    [FastCheck.array(FastCheck.oneof(FastCheck.string(), FastCheck.constant(secret)))],
    ([parts]) => {
      expect(redactKey(canaryKey)(parts.join("")).includes(secret)).toBe(false)
    },
    { fastCheck: { numRuns: 1_000, seed: 1 } }
  )
})
