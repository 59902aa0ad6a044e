import { spellings } from "@effect-userplane/testing/Spellings"
import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import * as Redaction from "../src/Redaction.js"
import { canaryKey as secret } from "./fixtures.js"
import { holds } from "./properties.js"

const redact = Redaction.make(secret)

describe("taking the key out of a text", () => {
  it("replaces every occurrence", () => {
    expect(redact(`${secret}, Bearer ${secret};${secret}${secret}`)).toBe(
      "<redacted>, Bearer <redacted>;<redacted><redacted>"
    )
  })

  it("leaves a text without the key as it is", () => {
    expect(redact("Link not found")).toBe("Link not found")
  })

  it("takes a key with the characters of a pattern literally", () => {
    expect(Redaction.make("abc.def+/=")("abcxdef+/= and abc.def+/=")).toBe("abcxdef+/= and <redacted>")
  })

  it.each(["", "a", "message"])("leaves the text alone where the key is too short to be a secret: '%s'", (short) => {
    expect(Redaction.make(short)("a message about a link")).toBe("a message about a link")
  })

  it("takes out a key from 8 characters on", () => {
    expect(Redaction.make("12345678")("key 12345678")).toBe("key <redacted>")
  })

  it("leaves no key in any text", () => {
    const anyParts = FastCheck.array(FastCheck.oneof(FastCheck.string(), FastCheck.constant(secret)))
    holds(
      FastCheck.property(anyParts, (parts) => {
        expect(redact(parts.join("")).includes(secret)).toBe(false)
      })
    )
  })
})

/** With the characters of a Bearer token that JSON, URLs and HTML spell in other ways. */
const awkward = `${secret}/.~+=`

/** What holds a text that was spelled in another way before. */
const wrappings: ReadonlyArray<(text: string) => string> = [
  (text) => text,
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => encodeURIComponent(text),
  (text) => text.replaceAll("&", "&amp;"),
  (text) => text.replaceAll("\\", "&#92;").replaceAll("%", "&#x25;")
]

const keys = [secret, awkward, "a_b-c.d~e"]

describe("a key that is spelled in another way", () => {
  it.each(Object.entries(spellings))("is taken out, and nothing around it: %s", (_, spell) => {
    for (const key of keys) {
      expect(Redaction.make(key)(`before '${spell(key)}' after`)).toBe("before '<redacted>' after")
    }
  })

  it("in several ways one within another is taken out, and nothing around it", () => {
    const anySpelling = FastCheck.constantFrom(...Object.values(spellings))
    const anyWrappings = FastCheck.array(FastCheck.constantFrom(...wrappings), { maxLength: 3 })
    const anyKey = FastCheck.stringMatching(/^uspl_[A-Za-z0-9_.~+/-]{8,40}={0,2}$/)
    holds(
      FastCheck.property(anySpelling, anyWrappings, anyKey, (spell, wrap, key) => {
        const text = wrap.reduce((text, wrapped) => wrapped(text), spell(key))
        expect(Redaction.make(key)(`before '${text}' after`)).toBe("before '<redacted>' after")
      }),
      { numRuns: 500 }
    )
  })

  it("character by character in any way is taken out", () => {
    const bySingle = [
      spellings.itself,
      spellings["upper case"],
      spellings.JSON,
      spellings["\\x5f"],
      spellings["decimal references"],
      spellings["hexadecimal references"],
      spellings["a URL, twice"],
      spellings["named references"]
    ]
    const anyWays = FastCheck.array(FastCheck.constantFrom(...bySingle), {
      minLength: awkward.length,
      maxLength: awkward.length
    })
    holds(
      FastCheck.property(anyWays, (ways) => {
        const text = ways.map((spell, index) => spell(awkward.charAt(index))).join("")
        expect(Redaction.make(awkward)(`'${text}'`)).toBe("'<redacted>'")
      }),
      { numRuns: 500 }
    )
  })

  it("leaves what is spelled otherwise and no key as it is", () => {
    const text = "50% of &nbsp;&copy;&#955; \\u03bb \\ud83d 100%25 a\\\\b %zz &#; \\"
    expect(redact(text.repeat(3))).toBe(text.repeat(3))
  })

  it("is taken out of JSON so that it is JSON still", () => {
    const text = JSON.stringify({ path: `C:\\${secret}\\`, quoted: `"${secret}"\n`, next: spellings.base64(secret) })
    expect(JSON.parse(redact(text))).toEqual({
      path: "C:<redacted>\\",
      quoted: '"<redacted>"\n',
      next: "<redacted>"
    })
  })

  it("leaves any text without it as it is", () => {
    const anyParts = FastCheck.array(
      FastCheck.constantFrom("\\", "u", "%", "25", "5f", "&", "amp;", "#", "x", "95", ";", "_", "{", "}", "é")
    )
    holds(
      FastCheck.property(anyParts, (parts) => {
        expect(redact(parts.join(""))).toBe(parts.join(""))
      })
    )
  })

  it.each(["\\", "%", "%25", "&", "&amp;", "&#0", "&#x0", "\\u{0", "a", "_", "&a"])(
    "is looked for in time that grows with the text, and no faster: %s",
    (part) => {
      const text = part.repeat(400_000 / part.length)
      expect(redact(text)).toBe(text)
    }
  )
})
