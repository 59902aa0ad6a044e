import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import { deleteLink } from "../src/Links.js"
import * as Redaction from "../src/Redaction.js"
import * as Response from "../src/Response.js"
import { canaryKey, ref } from "./fixtures.js"
import { asked, failureOf, type ResponseParts, responseOf } from "./responses.js"

/** The canary, with the characters of a Bearer token that JSON, URLs and HTML spell in other ways. */
const secret = `${canaryKey}/.~+=`

const context = { ...asked, redact: Redaction.make(secret) }

const fromHex = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))

/** A text with everything undone that a server may do to a key when it sends it back. */
const unescaped = (text: string): string =>
  text
    .replace(/\\+u([0-9a-f]{4})/gi, fromHex)
    .replace(/\\+\//g, "/")
    .replace(/&#x([0-9a-f]+);/gi, fromHex)
    .replace(/&#(\d+);/g, (_, decimal: string) => String.fromCharCode(Number(decimal)))
    .replace(/%([0-9a-f]{2})/gi, fromHex)

/** Whether a text shows the key, or so much of it that the rest could be guessed. */
const reveals = (text: string): boolean =>
  [text, unescaped(text)].some((shown) => shown.toLowerCase().includes(secret.slice(8, -8).toLowerCase()))

const escaped = (spell: (hex: string) => string): string =>
  Array.from(secret, (character) => spell(character.charCodeAt(0).toString(16).padStart(4, "0"))).join("")

const inJson = escaped((hex) => `\\u${hex}`)
const inHtml = escaped((hex) => `&#x${hex.slice(2)};`)
const inDecimalHtml = escaped((hex) => `&#${Number.parseInt(hex, 16)};`)
const inUrl = escaped((hex) => `%${hex.slice(2).toUpperCase()}`)

const page = { "content-type": "text/html" }

const envelope = { defined: true, code: "LINK_NOT_FOUND", status: 404, message: "Link not found" }

interface Echo extends ResponseParts {
  readonly name: string
}

const confirmation = JSON.stringify({ message: "m", data: ref })

const echoes: ReadonlyArray<Echo> = [
  { name: "the message", status: 404, body: JSON.stringify({ ...envelope, message: `Key ${secret}` }) },
  { name: "the code", status: 404, body: JSON.stringify({ ...envelope, code: secret }) },
  { name: "the error of the prose shape", status: 404, body: JSON.stringify({ error: secret, message: "m" }) },
  { name: "the data", status: 404, body: JSON.stringify({ ...envelope, data: { request: [`Bearer ${secret}`] } }) },
  { name: "the names in the data", status: 404, body: JSON.stringify({ ...envelope, data: { [secret]: secret } }) },
  { name: "an undocumented field", status: 404, body: JSON.stringify({ ...envelope, key: secret }) },
  { name: "a retried failure", status: 503, body: JSON.stringify({ code: "SERVICE_UNAVAILABLE", message: secret }) },
  { name: "an envelope of its own", status: 500, body: JSON.stringify({ headers: { authorization: secret } }) },
  { name: "a JSON text", status: 500, body: JSON.stringify(`Bearer ${secret}`) },
  { name: "the escapes of JSON, in the message", status: 404, body: `{"code":"LINK_NOT_FOUND","message":"${inJson}"}` },
  { name: "the escapes of JSON, in the code", status: 404, body: `{"code":"${inJson}","message":"m"}` },
  { name: "the escapes of JSON, in no envelope", status: 404, body: `{"key":"${inJson}"}` },
  { name: "some escapes of JSON, in no envelope", status: 404, body: `{"key":"${secret.replaceAll("/", "\\/")}"}` },
  {
    name: "the escapes of JSON within JSON",
    status: 404,
    body: JSON.stringify({ ...envelope, data: `{"key":"${inJson}"}` })
  },
  { name: "cut JSON", status: 500, body: `{"code":"X","message":"${secret}` },
  { name: "cut JSON with escapes", status: 500, body: `{"code":"X","message":"${inJson}` },
  { name: "a confirmation", status: 200, body: JSON.stringify({ message: `Deleted with ${secret}`, data: ref }) },
  {
    name: "another link's confirmation",
    status: 200,
    body: JSON.stringify({ message: "m", data: { ...ref, linkId: secret } })
  },
  { name: "a page of HTML", status: 502, body: `<pre>authorization: Bearer ${secret}</pre>`, headers: page },
  { name: "a page of HTML in capitals", status: 502, body: `<pre>${secret.toUpperCase()}</pre>`, headers: page },
  { name: "a page of HTML with hexadecimal references", status: 502, body: `<pre>${inHtml}</pre>`, headers: page },
  { name: "a page of HTML with decimal references", status: 502, body: `<pre>${inDecimalHtml}</pre>`, headers: page },
  { name: "a page of HTML with a link", status: 502, body: `<a href="/?key=${inUrl}">`, headers: page },
  { name: "a page with status 200", status: 200, body: `Bearer ${secret}`, headers: page },
  { name: "the end of the excerpt", status: 500, body: `${" ".repeat(2_040)}${secret}`, headers: page },
  { name: "the end of what is read", status: 500, body: `${" ".repeat(64 * 1024 - 20)}${secret}` },
  { name: "a body of keys", status: 500, body: secret.repeat(3_000), headers: page },
  { name: "a body that is not UTF-8", status: 500, body: Buffer.from(`\xff${secret}\xff`, "latin1") },
  { name: "x-request-id", status: 404, body: JSON.stringify(envelope), headers: { "x-request-id": secret } },
  { name: "request-id", status: 404, body: JSON.stringify(envelope), headers: { "request-id": secret } },
  { name: "the request id of a success", status: 200, body: confirmation, headers: { "x-request-id": secret } },
  { name: "Location", status: 302, headers: { location: `https://login.example/?key=${secret}` } },
  {
    name: "Location, percent-encoded",
    status: 302,
    headers: { location: `https://login.example/?key=${encodeURIComponent(secret)}` }
  },
  { name: "Content-Type", status: 500, headers: { "content-type": `text/html; key="${secret}"` } },
  { name: "Retry-After", status: 429, body: JSON.stringify(envelope), headers: { "retry-after": secret } },
  { name: "data.retryAfter", status: 429, body: JSON.stringify({ ...envelope, data: { retryAfter: secret } }) }
]

describe("a key that the server sends back", () => {
  it.each(echoes)("in $name is in no field of the result", ({ name: _, ...parts }) => {
    const result = Response.read(deleteLink, responseOf(parts), context)
    const texts = [JSON.stringify(result), inspect(result, { depth: 9 }), unescaped(JSON.stringify(result))]
    expect(texts.map(reveals)).toEqual([false, false, false])
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

describe("the search for the key", () => {
  it.each([
    ["plain", `Bearer ${secret}`],
    ["without its ends", secret.slice(6, -6)],
    ["in capitals", secret.toUpperCase()],
    ["with the escapes of JSON", inJson],
    ["with the escapes of JSON within JSON", JSON.stringify(inJson)],
    ["with references of HTML", inHtml],
    ["with decimal references of HTML", inDecimalHtml],
    ["percent-encoded", inUrl]
  ])("finds it %s", (_, text) => {
    expect(reveals(text)).toBe(true)
  })
})
