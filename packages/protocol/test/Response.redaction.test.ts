import { inspect } from "node:util"
import { echoes } from "@effect-userplane/testing/Echoes"
import { reveals, unescaped } from "@effect-userplane/testing/KeySearch"
import { describe, expect, it } from "vitest"
import { deleteLink } from "../src/Links.js"
import * as Redaction from "../src/Redaction.js"
import * as Response from "../src/Response.js"
import { canaryKey, ref } from "./fixtures.js"
import { asked, failureOf, responseOf } from "./responses.js"

/** The canary, with the characters of a Bearer token that JSON, URLs and HTML spell in other ways. */
const secret = `${canaryKey}/.~+=`

const context = { ...asked, redact: Redaction.make(secret) }

const page = { "content-type": "text/html" }

const envelope = { defined: true, code: "LINK_NOT_FOUND", status: 404, message: "Link not found" }

describe("a key that the server sends back", () => {
  it.each(echoes(secret, ref))("in $name is in no field of the result", ({ name: _, ...parts }) => {
    const result = Response.read(deleteLink, responseOf(parts), context)
    const texts = [JSON.stringify(result), inspect(result, { depth: 9 }), unescaped(JSON.stringify(result))]
    expect(texts.map((text) => reveals(text, secret))).toEqual([false, false, false])
  })

  it("leaves a mark in its place", () => {
    const body = JSON.stringify({ ...envelope, message: `Key ${secret}`, data: { [secret]: [secret] } })
    expect(failureOf(responseOf({ status: 404, body }), context)).toMatchObject({
      message: "Key <redacted>",
      data: { "<redacted>": ["<redacted>"] }
    })
  })

  it("is taken out before a text is cut", () => {
    const body = " ".repeat(2_030) + secret
    const failure = failureOf(responseOf({ status: 502, headers: page, body }), context)
    expect("body" in failure && failure.body).toBe(`${" ".repeat(2_030)}<redacted>`)
  })
})
