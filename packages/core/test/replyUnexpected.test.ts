import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import { isRetryable, UnexpectedResponse } from "../src/DeleteLinkError.js"
import { redactKey } from "../src/internal/redaction.js"
import { canaryKey, ref } from "./fixtures.js"
import { asked, failureOf, fieldsOf, jsonReply, type ReplyParts, replyOf } from "./replies.js"
import { brokenBy } from "./survival.js"

const deleted = JSON.stringify({ message: "Link deleted", data: ref })

const html = "<html><body><h1>502 Bad Gateway</h1></body></html>"

const bytes = (...values: ReadonlyArray<number>): Uint8Array => Uint8Array.from(values)

const bom = bytes(0xef, 0xbb, 0xbf)

const nested = (levels: number): string => `{"message":"m","data":${"[".repeat(levels)}${"]".repeat(levels)}}`

interface Case extends ReplyParts {
  readonly name: string
  readonly reason: string
}

// Each is read with status 200 and with status 502: what is unreadable does not become readable by its status.
const bodies: ReadonlyArray<Omit<Case, "status">> = [
  { name: "no body", reason: "its body is empty" },
  { name: "a body of nothing but a byte order mark", body: bom, reason: "its body is empty" },
  { name: "a body of blanks", body: " \n\t ", reason: "its body is not readable JSON" },
  { name: "HTML", headers: { "content-type": "text/html" }, body: html, reason: "its content type is not JSON" },
  { name: "HTML that calls itself JSON", body: html, reason: "its body is not readable JSON" },
  { name: "HTML without a content type", headers: {}, body: html, reason: "its body is not readable JSON" },
  ...[
    "text/plain",
    "text/json",
    "",
    "json",
    "application/jsonp",
    "application/json5",
    "application/x-ndjson",
    "*/*"
  ].map((type) => ({
    name: `JSON that calls itself '${type}'`,
    headers: { "content-type": type },
    body: deleted,
    reason: "its content type is not JSON"
  })),
  { name: "JSON that was cut", body: deleted.slice(0, -1), reason: "its body is not readable JSON" },
  { name: "JSON with something after it", body: `${deleted}x`, reason: "its body is not readable JSON" },
  { name: "two JSON values", body: deleted + deleted, reason: "its body is not readable JSON" },
  { name: "JSON with a comment", body: `/* ok */${deleted}`, reason: "its body is not readable JSON" },
  { name: "JSON of 66 levels", body: nested(65), reason: "its body is not readable JSON" },
  { name: "JSON of 30,000 levels", body: nested(30_000), reason: "its body is not readable JSON" },
  { name: "a byte that UTF-8 has not", body: bytes(0x22, 0xff, 0x22), reason: "its body is not UTF-8" },
  { name: "an overlong encoding", body: bytes(0x22, 0xc0, 0xaf, 0x22), reason: "its body is not UTF-8" },
  { name: "an encoded surrogate", body: bytes(0x22, 0xed, 0xa0, 0x80, 0x22), reason: "its body is not UTF-8" },
  { name: "a character that was cut", body: bytes(0x22, 0xe6, 0xbc), reason: "its body is not UTF-8" },
  { name: "UTF-16", body: Buffer.from(`\uFEFF${deleted}`, "utf16le"), reason: "its body is not UTF-8" },
  { name: "gzip that was not unpacked", body: bytes(0x1f, 0x8b, 0x08), reason: "its body is not UTF-8" },
  ...["null", "true", "0", '"LINK_GONE"', "[]", `[${deleted}]`].map((body) => ({
    name: `the JSON value ${body.slice(0, 12)}`,
    body,
    reason: "its body is not an object"
  })),
  { name: "a body over the limit", body: deleted, truncated: true, reason: "its body is larger than 64 KiB" },
  {
    name: "a body over the limit that is not JSON either",
    headers: { "content-type": "text/html" },
    body: html,
    truncated: true,
    reason: "its body is larger than 64 KiB"
  }
]

const reasonOf = (problem: string): string => {
  if (problem === "its body is not an object") return "UnknownEnvelope"
  return problem === "its body is larger than 64 KiB" ? "BodyTooLarge" : "NotJson"
}

const lossy = (body: string | Uint8Array = ""): string => new TextDecoder().decode(Buffer.from(body))

describe.each([200, 502])("with status %i", (status) => {
  it.each(bodies)("$name is an UnexpectedResponse: $reason", ({ body, headers, reason, truncated = false }) => {
    const parts = { status, truncated, ...(body === undefined ? {} : { body }), ...(headers ? { headers } : {}) }
    const error = failureOf(replyOf(parts))
    expect(error).toBeInstanceOf(UnexpectedResponse)
    const contentType = (headers ?? { "content-type": "application/json" })["content-type"]
    expect(fieldsOf(error)).toStrictEqual({
      _tag: "UnexpectedResponse",
      ...ref,
      attempts: 1,
      status,
      reason: reasonOf(reason),
      message: `The reply with status ${status} was not understood: ${reason}`,
      outcome: "Unknown",
      body: lossy(body).slice(0, 2048),
      ...(contentType === undefined ? {} : { contentType })
    })
    expect(brokenBy(error)).toBeUndefined()
  })
})

describe("an error status", () => {
  it.each([
    ["an empty object", {}],
    ["the confirmation of a deletion", { message: "Link deleted", data: ref }],
    ["a message alone", { message: "Not found" }],
    ["an empty code", { code: "", message: "Not found" }],
    ["a code that is a number", { code: 404 }],
    ["an error that is an object", { error: { code: "LINK_GONE" } }],
    ["a code that is null", { code: null, error: null }]
  ])("with %s is an UnexpectedResponse", (_, body) => {
    for (const status of [400, 404, 410, 429, 500, 503]) {
      expect(failureOf(jsonReply(status, body))).toMatchObject({
        _tag: "UnexpectedResponse",
        reason: "UnknownEnvelope",
        message: `The reply with status ${status} was not understood: its body has neither a code nor an error`,
        status
      })
    }
  })

  it.each([
    [404, "NotDeleted", false],
    [408, "NotDeleted", true],
    [410, "NotDeleted", false],
    [429, "NotDeleted", true],
    [500, "Unknown", true],
    [501, "NotDeleted", false],
    [502, "Unknown", true],
    [503, "NotDeleted", true],
    [504, "Unknown", true],
    [505, "NotDeleted", false],
    [520, "Unknown", true]
  ])("of a gateway, %i with HTML, leaves the link %s, and can be retried: %s", (status, outcome, retryable) => {
    const error = failureOf(replyOf({ status, headers: { "content-type": "text/html" }, body: html }))
    expect(error).toMatchObject({ _tag: "UnexpectedResponse", reason: "NotJson", outcome, body: html })
    expect(isRetryable(error)).toBe(retryable)
  })
})

describe("a status that is not documented", () => {
  const statuses = [
    ...[201, 202, 203, 204, 205, 206, 207, 226, 299].map((status) => ({ status, outcome: "Unknown" })),
    ...[0, 99, 100, 101, 103, 199, 600, 999].map((status) => ({ status, outcome: "NotDeleted" }))
  ]
  it.each(statuses)("$status is no deletion, whatever the body says: $outcome", ({ outcome, status }) => {
    const error = failureOf(replyOf({ status, body: deleted }))
    expect(error).toMatchObject({ _tag: "UnexpectedResponse", reason: "UndocumentedStatus", status, outcome })
    expect(isRetryable(error)).toBe(false)
    expect(brokenBy(error)).toBeUndefined()
  })
})

describe("a redirect", () => {
  it.each([300, 301, 302, 303, 304, 305, 307, 308, 399])("%i is told, not followed", (status) => {
    const location = "https://elsewhere.example/public/workspace/ws_abc123/links/lnk_abc123"
    const error = failureOf(replyOf({ status, headers: { location }, body: deleted }))
    expect(error).toMatchObject({ reason: "Redirect", location, status, outcome: "NotDeleted", body: deleted })
    expect(error).not.toHaveProperty("contentType")
    expect(isRetryable(error)).toBe(false)
  })

  it("without a location has none", () => {
    expect(failureOf(replyOf({ status: 302 }))).not.toHaveProperty("location")
  })
})

describe("what is kept of a reply that was not understood", () => {
  it.each([
    ["one byte each", "a".repeat(5_000), 2_048],
    ["three bytes each, cut between two", "漢".repeat(5_000), 2_046],
    ["four bytes each, cut between two", "🔗".repeat(5_000), 2_048],
    ["less than that", "short", 5],
    ["bytes that are no UTF-8, three each once they are replaced", Buffer.alloc(5_000, 0xff), 2_046]
  ])("is at most 2 KiB of its body: characters of %s", (_, body, length) => {
    const error = failureOf(replyOf({ status: 502, headers: {}, body }))
    const kept = "body" in error ? error.body : ""
    expect(Buffer.byteLength(kept)).toBe(length)
    expect(lossy(body).startsWith(kept)).toBe(true)
  })

  it("is at most 2 KiB of each of its headers", () => {
    const long = "x".repeat(10_000)
    const headers = { "content-type": long, location: long, "x-request-id": long }
    const kept = long.slice(0, 2_048)
    expect(failureOf(replyOf({ status: 302, headers }))).toMatchObject({
      contentType: kept,
      location: kept,
      requestId: kept
    })
  })

  it("is its hint too", () => {
    const headers = { "content-type": "text/html", "retry-after": "9" }
    expect(failureOf(replyOf({ status: 503, headers, body: html }))).toMatchObject({ retryAfter: Duration.seconds(9) })
  })

  it("leaves the outcome open when an attempt before it did", () => {
    expect(failureOf(replyOf({ status: 302 }), { ...asked, open: true }).outcome).toBe("Unknown")
  })
})

describe("the key, sent back by a server, is in no field of", () => {
  const secret = Redacted.value(canaryKey)
  const context = { ...asked, redact: redactKey(canaryKey) }
  const echo = `you sent Bearer ${secret}`
  const headers = { "content-type": "application/json", "x-request-id": echo, location: echo }

  it.each([
    [
      "a documented failure",
      jsonReply(404, { code: "LINK_NOT_FOUND", message: echo, data: { [echo]: echo } }, headers)
    ],
    ["an undocumented failure", jsonReply(404, { code: echo, message: echo, data: [echo] }, headers)],
    ["a redirect", replyOf({ status: 302, headers, body: echo })],
    ["a page", replyOf({ status: 502, headers: { ...headers, "content-type": `text/html; ${echo}` }, body: echo })],
    ["a page with the key across the 2 KiB that are kept", replyOf({ status: 502, body: " ".repeat(2_030) + echo })]
  ])("%s", (_, reply) => {
    const error = failureOf(reply, context)
    const shown = [
      inspect(error, { depth: 9 }),
      JSON.stringify(error),
      String(error.stack),
      JSON.stringify(fieldsOf(error))
    ]
    for (const text of shown) expect(text.includes(secret.slice(0, 8))).toBe(false)
    expect(JSON.stringify(fieldsOf(error))).toContain("<r")
  })
})
