import { describe, expect, it } from "vitest"
import { isRetryable } from "../src/Failure.js"
import { ref } from "./fixtures.js"
import { asked, failureOf, isPlainData, jsonResponse, type ResponseParts, responseOf } from "./responses.js"

const deleted = JSON.stringify({ message: "Link deleted", data: ref })

const html = "<html><body><h1>502 Bad Gateway</h1></body></html>"

const bytes = (...values: ReadonlyArray<number>): Uint8Array => Uint8Array.from(values)

const bom = bytes(0xef, 0xbb, 0xbf)

const nested = (levels: number): string => `{"message":"m","data":${"[".repeat(levels)}${"]".repeat(levels)}}`

interface Case extends ResponseParts {
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
  { name: "a byte that UTF-8 does not have", body: bytes(0x22, 0xff, 0x22), reason: "its body is not UTF-8" },
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
    const failure = failureOf(responseOf(parts))
    const contentType = (headers ?? { "content-type": "application/json" })["content-type"]
    expect(failure).toStrictEqual({
      _tag: "UnexpectedResponse",
      ...ref,
      attempts: 1,
      status,
      reason: reasonOf(reason),
      message: `The response with status ${status} was not understood: ${reason}`,
      outcome: "Unknown",
      body: lossy(body).slice(0, 2048),
      ...(contentType === undefined ? {} : { contentType })
    })
    expect(isPlainData(failure)).toBe(true)
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
      expect(failureOf(jsonResponse(status, body))).toMatchObject({
        _tag: "UnexpectedResponse",
        reason: "UnknownEnvelope",
        message: `The response with status ${status} was not understood: its body has neither a code nor an error`,
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
    const failure = failureOf(responseOf({ status, headers: { "content-type": "text/html" }, body: html }))
    expect(failure).toMatchObject({ _tag: "UnexpectedResponse", reason: "NotJson", outcome, body: html })
    expect(isRetryable(failure)).toBe(retryable)
  })
})

describe("a status that is not documented", () => {
  const statuses = [
    ...[201, 202, 203, 204, 205, 206, 207, 226, 299].map((status) => ({ status, outcome: "Unknown" })),
    ...[0, 99, 100, 101, 103, 199, 600, 999].map((status) => ({ status, outcome: "NotDeleted" }))
  ]
  it.each(statuses)("$status is no deletion, whatever the body says: $outcome", ({ outcome, status }) => {
    const failure = failureOf(responseOf({ status, body: deleted }))
    expect(failure).toMatchObject({ _tag: "UnexpectedResponse", reason: "UndocumentedStatus", status, outcome })
    expect(isRetryable(failure)).toBe(false)
    expect(isPlainData(failure)).toBe(true)
  })
})

describe("a redirect", () => {
  it.each([300, 301, 302, 303, 304, 305, 307, 308, 399])("%i is reported, not followed", (status) => {
    const location = "https://elsewhere.example/public/workspace/ws_abc123/links/lnk_abc123"
    const failure = failureOf(responseOf({ status, headers: { location }, body: deleted }))
    expect(failure).toMatchObject({ reason: "Redirect", location, status, outcome: "NotDeleted", body: deleted })
    expect(failure).not.toHaveProperty("contentType")
    expect(isRetryable(failure)).toBe(false)
  })

  it("without a location has none", () => {
    expect(failureOf(responseOf({ status: 302 }))).not.toHaveProperty("location")
  })
})

describe("what is kept of a response that was not understood", () => {
  it.each([
    ["one byte each", "a".repeat(5_000), 2_048],
    ["three bytes each, cut between two", "漢".repeat(5_000), 2_046],
    ["four bytes each, cut between two", "🔗".repeat(5_000), 2_048],
    ["less than that", "short", 5],
    ["bytes that are no UTF-8, three each once they are replaced", Buffer.alloc(5_000, 0xff), 2_046]
  ])("is at most 2 KiB of its body: characters of %s", (_, body, length) => {
    const failure = failureOf(responseOf({ status: 502, headers: {}, body }))
    const kept = "body" in failure ? failure.body : ""
    expect(Buffer.byteLength(kept)).toBe(length)
    expect(lossy(body).startsWith(kept)).toBe(true)
  })

  it("is at most 2 KiB of each of its headers", () => {
    const long = "x".repeat(10_000)
    const headers = { "content-type": long, location: long, "x-request-id": long }
    const kept = long.slice(0, 2_048)
    expect(failureOf(responseOf({ status: 302, headers }))).toMatchObject({
      contentType: kept,
      location: kept,
      requestId: kept
    })
  })

  it("is how long it asks to wait, too", () => {
    const headers = { "content-type": "text/html", "retry-after": "9" }
    expect(failureOf(responseOf({ status: 503, headers, body: html }))).toMatchObject({ retryAfter: 9_000 })
  })

  it("has an unknown outcome when an attempt before it may have been carried out", () => {
    expect(failureOf(responseOf({ status: 302 }), { ...asked, mayBeDone: true }).outcome).toBe("Unknown")
  })
})
