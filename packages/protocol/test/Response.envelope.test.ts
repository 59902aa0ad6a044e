import { describe, expect, it } from "vitest"
import * as Catalogue from "../src/Catalogue.js"
import { ref } from "./fixtures.js"
import { asked, failureOf, isPlainData, jsonResponse } from "./responses.js"

const message = "What the server said"

interface Shape {
  readonly name: string
  readonly body: (entry: Catalogue.DocumentedEntry) => object
  readonly headers?: Readonly<Record<string, string>>
  /** The fields of the failure besides those of every failure in this table. */
  readonly holds?: (entry: Catalogue.DocumentedEntry) => object
}

const shapes: ReadonlyArray<Shape> = [
  { name: "the OpenAPI shape", body: ({ code, status }) => ({ defined: true, code, status, message }) },
  { name: "the prose shape", body: ({ code }) => ({ error: code, message }) },
  {
    name: "the OpenAPI shape with extra fields",
    body: ({ code, status }) => ({ defined: true, code, status, message, requestId: "body", docs: { url: "x" } })
  },
  { name: "the prose shape with extra fields", body: ({ code }) => ({ error: code, message, details: [1, 2] }) },
  {
    name: "data: null",
    body: ({ code, status }) => ({ defined: true, code, status, message, data: null }),
    holds: () => ({ data: null })
  },
  {
    name: "data in the OpenAPI shape",
    body: ({ code, status }) => ({ defined: true, code, status, message, data: { issues: [{ path: ["linkId"] }] } }),
    holds: () => ({ data: { issues: [{ path: ["linkId"] }] } })
  },
  {
    name: "data in the prose shape",
    body: ({ code }) => ({ error: code, message, data: "text" }),
    holds: () => ({ data: "text" })
  },
  { name: "no status", body: ({ code }) => ({ defined: true, code, message }) },
  { name: "a contradicting status", body: ({ code }) => ({ defined: true, code, status: 418, message }) },
  { name: "a status that is no number", body: ({ code }) => ({ defined: true, code, status: "teapot", message }) },
  { name: "defined: false", body: ({ code, status }) => ({ defined: false, code, status, message }) },
  { name: "defined that is no boolean", body: ({ code, status }) => ({ defined: "yes", code, status, message }) },
  { name: "both a code and an error", body: ({ code }) => ({ code, error: "SOMETHING_ELSE", message }) },
  { name: "an empty code beside an error", body: ({ code }) => ({ code: "", error: code, message }) },
  { name: "a code that is no text beside an error", body: ({ code }) => ({ code: 7, error: code, message }) },
  { name: "an error that is no text beside a code", body: ({ code }) => ({ code, error: { nested: true }, message }) },
  { name: "no message", body: ({ code }) => ({ code }), holds: (entry) => ({ message: entry.message }) },
  {
    name: "an empty message",
    body: ({ code }) => ({ code, message: "" }),
    holds: (entry) => ({ message: entry.message })
  },
  {
    name: "a message that is no text",
    body: ({ code }) => ({ code, message: ["no"] }),
    holds: (entry) => ({ message: entry.message })
  },
  { name: "no content type", body: ({ code }) => ({ code, message }), headers: {} },
  {
    name: "a content type with a charset",
    body: ({ code }) => ({ code, message }),
    headers: { "content-type": "application/json; charset=utf-8" }
  },
  {
    name: "a content type of problem details, in capitals",
    body: ({ code }) => ({ code, message }),
    headers: { "content-type": "Application/Problem+JSON" }
  },
  {
    name: "a content type that was sent twice",
    body: ({ code }) => ({ code, message }),
    headers: { "content-type": "application/json, application/json" }
  },
  {
    name: "a request id",
    body: ({ code }) => ({ code, message }),
    headers: { "x-request-id": "req_1", "request-id": "req_2" },
    holds: () => ({ requestId: "req_1" })
  },
  {
    name: "a request id under its other name",
    body: ({ code }) => ({ code, message }),
    headers: { "x-request-id": "", "request-id": "req_2" },
    holds: () => ({ requestId: "req_2" })
  },
  {
    name: "a time to wait",
    body: ({ code }) => ({ code, message }),
    headers: { "retry-after": "3" },
    holds: () => ({ retryAfter: 3_000 })
  },
  {
    name: "a time to wait in its data",
    body: ({ code }) => ({ code, message, data: { retryAfter: 3 } }),
    holds: () => ({ data: { retryAfter: 3 }, retryAfter: 3_000 })
  }
]

// Written down a second time, so that a slip in the catalogue does not go unnoticed.
const mayHaveBeenCarriedOut = ["LINK_DELETE_FAILED"]

describe.each(Catalogue.entries)("$code with status $status", (entry) => {
  it.each(shapes)(`is ${entry.tag}, from $name`, ({ body, headers, holds }) => {
    const failure = failureOf(jsonResponse(entry.status, body(entry), headers))
    expect(failure).toStrictEqual({
      _tag: entry.tag,
      ...ref,
      attempts: 1,
      status: entry.status,
      code: entry.code,
      message,
      outcome: mayHaveBeenCarriedOut.includes(entry.code) ? "Unknown" : "NotDeleted",
      ...holds?.(entry)
    })
    expect(isPlainData(failure)).toBe(true)
  })

  it("has an unknown outcome when an attempt before it may have been carried out", () => {
    const failure = failureOf(jsonResponse(entry.status, { code: entry.code }), {
      ...asked,
      attempts: 3,
      mayBeDone: true
    })
    expect(failure).toMatchObject({ _tag: entry.tag, attempts: 3, outcome: "Unknown" })
  })

  const otherStatuses = [...new Set(Catalogue.entries.map(({ status }) => status))].filter(
    (status) => status !== entry.status
  )

  it.each(otherStatuses)("is undocumented with status %i: the pair counts", (status) => {
    const failure = failureOf(jsonResponse(status, { defined: true, code: entry.code, status: entry.status, message }))
    expect(failure).toMatchObject({ _tag: "UndocumentedError", code: entry.code, status, message })
  })

  it.each([entry.code.toLowerCase(), ` ${entry.code}`, entry.tag, `${entry.code}\n`])(
    "is undocumented when it is written %j",
    (code) => {
      expect(failureOf(jsonResponse(entry.status, { code }))).toMatchObject({ _tag: "UndocumentedError", code })
    }
  )
})

const errorStatuses = Array.from({ length: 200 }, (_, index) => 400 + index)

// The server broke on the way, so it may have deleted the link; with 501, 503 and 505 it says that it did not begin.
const mayBeDone = (status: number): boolean => status >= 500 && ![501, 503, 505].includes(status)

describe("an envelope with a code that is not documented", () => {
  it.each(errorStatuses)("is an UndocumentedError with status %i", (status) => {
    const body = { defined: false, code: "QUITE_NEW", status: 200, message, data: { a: 1 } }
    const failure = failureOf(jsonResponse(status, body))
    expect(failure).toStrictEqual({
      _tag: "UndocumentedError",
      ...ref,
      attempts: 1,
      status,
      code: "QUITE_NEW",
      message,
      data: { a: 1 },
      outcome: mayBeDone(status) ? "Unknown" : "NotDeleted"
    })
    expect(isPlainData(failure)).toBe(true)
  })

  it.each([undefined, "", 7, null])("says its code where its message is %j", (noMessage) => {
    expect(failureOf(jsonResponse(404, { code: "QUITE_NEW", message: noMessage })).message).toBe("QUITE_NEW")
  })

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty", "404 LINK_NOT_FOUND"])(
    "is undocumented with the code %s too",
    (code) => {
      expect(failureOf(jsonResponse(404, { code }))).toMatchObject({ _tag: "UndocumentedError", code })
    }
  )

  it("has an unknown outcome when an attempt before it may have been carried out", () => {
    expect(failureOf(jsonResponse(404, { code: "QUITE_NEW" }), { ...asked, mayBeDone: true }).outcome).toBe("Unknown")
  })
})

describe("a transport that may repeat a request by itself", () => {
  it.each(Catalogue.entries)("leaves it open whether this call deleted the link at LINK_GONE alone: $code", (entry) => {
    const failure = failureOf(jsonResponse(entry.status, { code: entry.code }), { ...asked, mayRepeat: true })
    const isUnknown = entry.code === "LINK_GONE" || mayHaveBeenCarriedOut.includes(entry.code)
    expect(failure).toMatchObject({ _tag: entry.tag, attempts: 1, outcome: isUnknown ? "Unknown" : "NotDeleted" })
  })

  it.each([
    [410, "QUITE_NEW"],
    [404, "LINK_GONE"],
    [410, "link_gone"]
  ])("says nothing of an error that is not documented: %i %s", (status, code) => {
    const failure = failureOf(jsonResponse(status, { code }), { ...asked, mayRepeat: true })
    expect(failure).toMatchObject({ _tag: "UndocumentedError", outcome: "NotDeleted" })
  })
})
