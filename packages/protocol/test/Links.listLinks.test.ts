import { describe, expect, it } from "vitest"
import * as Catalogue from "../src/Catalogue.js"
import type { Failure } from "../src/Failure.js"
import { type LinkPage, type ListTag, listErrors, listLinks, nextPage, type PageRef } from "../src/Links.js"
import * as Redaction from "../src/Redaction.js"
import * as Request from "../src/Request.js"
import * as Response from "../src/Response.js"
import type { TransportResponse } from "../src/Transport.js"
import { canaryKey } from "./fixtures.js"
import { asked, jsonResponse, responseOf } from "./responses.js"

const input: PageRef = { workspaceId: "ws_abc123", page: 2, perPage: 20 }

const context: Response.Asked<PageRef> = { ...asked, input }

const links = [{ linkId: "lnk_1", title: "A title", views: 3, owner: { name: "A name" } }, { linkId: "lnk_2" }]

const { workspaceId } = input

/** The links as they are read: each with its workspace. */
const listed = links.map((link) => ({ ...link, workspaceId }))

const page = (fields: object = {}, pagination: object = {}) => ({
  message: "Links",
  data: {
    workspaceId: "ws_abc123",
    links,
    pagination: { total: 42, hasMore: true, page: 2, perPage: 20, ...pagination },
    ...fields
  }
})

const pageOf = (response: TransportResponse): LinkPage => {
  const result = Response.read(listLinks, response, context)
  if (!result.ok) throw new Error(result.failure.message)
  return result.value.value
}

const failureOf = (response: TransportResponse, asked = context): Failure<PageRef, ListTag> => {
  const result = Response.read(listLinks, response, asked)
  if (result.ok) throw new Error("Expected a failure")
  return result.failure
}

describe("the query of listLinks", () => {
  it.each([
    [{ page: 1, perPage: 20 }, "?page=1&per_page=20"],
    [{ page: 17, perPage: 1 }, "?page=17&per_page=1"]
  ])("of %j is %s", (fields, query) => {
    expect(listLinks.query({ workspaceId: "ws?&", ...fields })).toBe(query)
  })
})

describe("a page that the API does not have", () => {
  it.each([
    [{ page: 0 }, "page", "must be a whole number from 1, not 0"],
    [{ page: -1 }, "page", "must be a whole number from 1, not -1"],
    [{ page: 1.5 }, "page", "must be a whole number from 1, not 1.5"],
    [{ page: 2 ** 53 }, "page", "must be a whole number from 1, not 9007199254740992"],
    [{ page: Number.NaN }, "page", "must be a whole number from 1, not NaN"],
    [{ perPage: 0 }, "perPage", "must be a whole number from 1 to 20, not 0"],
    [{ perPage: 21 }, "perPage", "must be a whole number from 1 to 20, not 21"],
    [{ perPage: 0.5 }, "perPage", "must be a whole number from 1 to 20, not 0.5"],
    [{ perPage: Number.POSITIVE_INFINITY }, "perPage", "must be a whole number from 1 to 20, not Infinity"],
    [{ workspaceId: ".." }, "workspaceId", "must not be a dot segment"]
  ])("has no URL: %j", (fields, field, problem) => {
    expect(Request.urlOf(listLinks, "https://api.example", { ...input, ...fields })).toMatchObject({
      ok: false,
      failure: {
        ...input,
        ...fields,
        _tag: "InvalidPageRef",
        attempts: 0,
        outcome: "NotDeleted",
        field,
        message: expect.stringContaining(`The ${field} ${problem}`)
      }
    })
  })

  it.each([[{ page: 1, perPage: 1 }], [{ page: 2 ** 53 - 1, perPage: 20 }]])("is not %j, which has one", (fields) => {
    expect(Request.urlOf(listLinks, "https://api.example", { ...input, ...fields }).ok).toBe(true)
  })
})

describe("the page after one", () => {
  const read = { links: listed, total: 42, hasMore: true }

  it("is the next one, of the same length", () => {
    expect(nextPage(input, read)).toStrictEqual({ ...input, page: 3 })
  })

  it("is none after the page that says so", () => {
    expect(nextPage(input, { ...read, hasMore: false })).toBeUndefined()
  })

  it("is none after an empty page, though that says that there are more", () => {
    expect(nextPage(input, { ...read, links: [] })).toBeUndefined()
  })
})

describe("a 200 with a page of links", () => {
  it("keeps every field of a link, and of the page how many links there are and whether more follow", () => {
    expect(pageOf(jsonResponse(200, page()))).toStrictEqual({ links: listed, total: 42, hasMore: true })
  })

  it("says of each link that it is of the workspace that was asked for, whatever the link says", () => {
    const body = page({ links: [{ linkId: "lnk_1", workspaceId: 7 }] })
    expect(pageOf(jsonResponse(200, body)).links).toStrictEqual([{ linkId: "lnk_1", workspaceId }])
  })

  it("needs no message", () => {
    const { data } = page()
    expect(pageOf(jsonResponse(200, { data }))).toStrictEqual({ links: listed, total: 42, hasMore: true })
  })

  it("may be empty", () => {
    expect(pageOf(jsonResponse(200, page({ links: [] }, { total: 0, hasMore: false })))).toStrictEqual({
      links: [],
      total: 0,
      hasMore: false
    })
  })

  it("has the server's id of the request", () => {
    const response = jsonResponse(200, page(), { "x-request-id": "req_1" })
    expect(Response.read(listLinks, response, context)).toMatchObject({ value: { requestId: "req_1" } })
  })

  it("may be as large as 4 MiB", () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ linkId: `lnk_${index}`, text: "x".repeat(200_000) }))
    expect(pageOf(jsonResponse(200, page({ links: many }))).links).toHaveLength(20)
  })

  it.each([
    ["as it is", canaryKey],
    ["in upper case", canaryKey.toUpperCase()],
    ["with its underscores percent-encoded", canaryKey.replaceAll("_", "%5F")],
    ["with references of HTML", canaryKey.replaceAll("_", "&#95;").replaceAll("c", "&#x63;")]
  ])("shows no key in its values and names: %s", (_, key) => {
    const echoed = { linkId: key, [key]: [`Bearer ${key}`, { [key]: key }], views: 3 }
    const response = jsonResponse(200, page({ links: [echoed, { linkId: "lnk_2" }] }), { "x-request-id": key })
    const result = Response.read(listLinks, response, { ...context, redact: Redaction.make(canaryKey) })
    expect(result).toStrictEqual({
      ok: true,
      value: {
        value: {
          links: [
            {
              linkId: "<redacted>",
              "<redacted>": ["Bearer <redacted>", { "<redacted>": "<redacted>" }],
              views: 3,
              workspaceId
            },
            { linkId: "lnk_2", workspaceId }
          ],
          total: 42,
          hasMore: true
        },
        requestId: "<redacted>"
      }
    })
  })
})

const noPage = "its body is not a page of links"
const noCount = "its body does not say how many links there are"

describe("a 200 without a page of links", () => {
  it.each([
    ["an empty object", {}, noPage],
    ["data that is null", { data: null }, noPage],
    ["data that is a list", { data: [] }, noPage],
    ["the page at the wrong level", page().data, noPage],
    ["no workspace id", page({ workspaceId: undefined }), noPage],
    ["a workspace id that is a number", page({ workspaceId: 7 }), noPage],
    ["no links", page({ links: undefined }), noPage],
    ["links that are an object", page({ links: { "0": { linkId: "lnk_1" } } }), noPage],
    ["a link that is null", page({ links: [null] }), noPage],
    ["a link that is a text", page({ links: ["lnk_1"] }), noPage],
    ["a link that is a list", page({ links: [["lnk_1"]] }), noPage],
    ["a link without an id", page({ links: [{ linkId: "lnk_1" }, { title: "A title" }] }), noPage],
    ["a link whose id is empty", page({ links: [{ linkId: "" }] }), noPage],
    ["a link whose id is a number", page({ links: [{ linkId: 7 }] }), noPage],
    ["no pagination", page({ pagination: undefined }), noPage],
    ["pagination that is null", page({ pagination: null }), noPage],
    ["no total", page({}, { total: undefined }), noCount],
    ["a total that is a text", page({}, { total: "42" }), noCount],
    ["a negative total", page({}, { total: -1 }), noCount],
    ["no word on whether more follow", page({}, { hasMore: undefined }), noCount],
    ["a word on it that is no boolean", page({}, { hasMore: "yes" }), noCount]
  ])("but with %s is not understood", (_, body, problem) => {
    expect(failureOf(jsonResponse(200, body))).toMatchObject({
      ...input,
      _tag: "UnexpectedResponse",
      reason: "UnknownEnvelope",
      status: 200,
      message: `The response with status 200 was not understood: ${problem}`,
      outcome: "NotDeleted"
    })
  })

  it("but with a total beyond all numbers is not understood", () => {
    const body = JSON.stringify(page()).replace("42", "1e999")
    expect(failureOf(responseOf({ status: 200, body })).message).toContain(noCount)
  })

  it("but with the links of another workspace is not taken for this one's", () => {
    expect(failureOf(jsonResponse(200, page({ workspaceId: "ws_other" })))).toMatchObject({
      reason: "OtherLink",
      message: "The response with status 200 was not understood: it lists the links of another workspace",
      outcome: "NotDeleted"
    })
  })

  it("but with more than 4 MiB says so", () => {
    expect(failureOf(responseOf({ status: 200, truncated: true })).message).toBe(
      "The response with status 200 was not understood: its body is larger than 4096 KiB"
    )
  })
})

describe("a failure of a listing", () => {
  const documented = Catalogue.entries.filter(({ tag }) => listErrors.some((listed) => listed === tag))
  const others = Catalogue.entries.filter((entry) => !documented.includes(entry))

  it("is not documented where it is about one link", () => {
    expect(others).toEqual(Catalogue.entries.filter(({ code }) => code.startsWith("LINK_")))
  })

  it.each(documented)("is $tag with $code and status $status", ({ code, message, status, tag }) => {
    expect(failureOf(jsonResponse(status, { code }))).toStrictEqual({
      ...input,
      _tag: tag,
      attempts: 1,
      code,
      status,
      message,
      outcome: "NotDeleted"
    })
  })

  it.each(others)("is undocumented with $code, which belongs to deletions", ({ code, status }) => {
    expect(failureOf(jsonResponse(status, { code }))).toStrictEqual({
      ...input,
      _tag: "UndocumentedError",
      attempts: 1,
      code,
      status,
      message: code,
      outcome: "NotDeleted"
    })
  })

  it.each([200, 201, 299, 302, 404, 429, 500, 502, 503, 599])(
    "with status %i never leaves anything unknown, since a listing changes nothing",
    (status) => {
      expect(failureOf(responseOf({ status, body: "?" })).outcome).toBe("NotDeleted")
      expect(failureOf(jsonResponse(status, { code: "QUITE_NEW" })).outcome).toBe("NotDeleted")
    }
  )

  it("has the page that was asked for, and nothing else that the caller's object holds", () => {
    const failure = failureOf(jsonResponse(404, { code: "WORKSPACE_NOT_FOUND" }), {
      ...context,
      input: Object.assign({ title: "A title", data: 7 }, input)
    })
    expect(failure).toMatchObject(input)
    expect(failure).not.toHaveProperty("title")
    expect(failure).not.toHaveProperty("data")
  })
})
