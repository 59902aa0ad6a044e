import { ids, isSendableId } from "@effect-userplane/testing/Ids"
import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import type { LinkRef } from "../src/LinkRef.js"
import { deleteLink, listLinks } from "../src/Links.js"
import * as Request from "../src/Request.js"
import { fail, succeed } from "../src/Result.js"
import { apiKey, ref } from "./fixtures.js"
import { holds } from "./properties.js"

const base = "https://api.userplane.io/api/v1"

/** The two path segments that the ids became, as an HTTP client will send them. */
const segmentsOf = (url: string): ReadonlyArray<string> => {
  const { hash, origin, pathname, search } = new URL(url)
  expect({ origin, search, hash }).toEqual({ origin: "https://api.userplane.io", search: "", hash: "" })
  const [, api, v1, open, workspace, workspaceId = "", links, linkId = "", ...others] = pathname.split("/")
  expect([api, v1, open, workspace, links, ...others]).toEqual(["api", "v1", "public", "workspace", "links"])
  return [workspaceId, linkId]
}

const rejected = (input: LinkRef, field: string, reason: string) =>
  fail({
    ...input,
    _tag: "InvalidLinkRef",
    attempts: 0,
    outcome: "NotDeleted",
    field,
    message: `The ${field} ${reason}`
  })

describe("urlOf", () => {
  it("puts the ids of a deletion into its path", () => {
    expect(Request.urlOf(deleteLink, base, ref)).toEqual(succeed(`${base}/public/workspace/ws_abc123/links/lnk_abc123`))
  })

  it("puts the page of a listing into its query", () => {
    expect(Request.urlOf(listLinks, base, { workspaceId: "a/b", page: 3, perPage: 20 })).toEqual(
      succeed(`${base}/public/workspace/a%2Fb/links?page=3&per_page=20`)
    )
  })

  it.each(["a/b", "../../links/other", "..\\other", "%2e%2e", "a?b", "a#b", "a\r\nb", "https://evil.example/", "🔗"])(
    "keeps %j within its segment",
    (id) => {
      const url = Request.urlOf(deleteLink, base, { workspaceId: id, linkId: id })
      expect(url.ok && segmentsOf(url.value)).toEqual([encodeURIComponent(id), encodeURIComponent(id)])
    }
  )

  it.each(["$&", "$'", "$1", "{linkId}", "{workspaceId}"])("puts %j in as it is", (id) => {
    const url = Request.urlOf(deleteLink, base, { workspaceId: id, linkId: "lnk" })
    expect(url).toEqual(succeed(`${base}/public/workspace/${encodeURIComponent(id)}/links/lnk`))
  })

  it.each([
    ["", "must have at least one character"],
    [".", "must not be a dot segment: URL parsing removes it, and the request would reach another resource"],
    ["..", "must not be a dot segment: URL parsing removes it, and the request would reach another resource"],
    ["\uD800", "must be well-formed Unicode: it holds a lone surrogate"]
  ])("rejects the id %j, whichever it is", (id, reason) => {
    for (const field of ["workspaceId", "linkId"] as const) {
      const input: LinkRef = { ...ref, [field]: id }
      expect(Request.urlOf(deleteLink, base, input)).toStrictEqual(rejected(input, field, reason))
    }
  })

  const circular: Record<string, unknown> = {}
  circular["itself"] = circular

  it.each([
    [null, "null"],
    [undefined, "undefined"],
    [7, "7"],
    [7n, "7"],
    [{ id: "a" }, '{"id":"a"}'],
    [["a"], '["a"]'],
    [Symbol("a"), "Symbol(a)"],
    [circular, "an object that JSON cannot write"],
    [{ toJSON: () => undefined }, "undefined"]
  ])("rejects an id that is no text, and shows it as one: %s", (id, shown) => {
    // What a caller without types may hand over.
    const untyped: LinkRef = Object.assign({}, ref, { linkId: id })
    expect(Request.urlOf(deleteLink, base, untyped)).toStrictEqual(
      rejected({ ...ref, linkId: shown }, "linkId", "must be a string")
    )
  })

  it("names the workspace first when both ids are rejected", () => {
    expect(Request.urlOf(deleteLink, base, { workspaceId: "", linkId: "" })).toMatchObject({
      failure: { field: "workspaceId" }
    })
  })

  it("keeps the page of a listing whose workspace is rejected", () => {
    expect(Request.urlOf(listLinks, base, { workspaceId: "..", page: 2, perPage: 20 })).toMatchObject({
      failure: { _tag: "InvalidPageRef", field: "workspaceId", workspaceId: "..", page: 2, perPage: 20 }
    })
  })

  it("leaves out of its failure what a caller's object holds beside the ids", () => {
    const input = { workspaceId: "", linkId: "lnk", title: "A title", data: 7 }
    expect(Request.urlOf(deleteLink, base, input)).toStrictEqual(
      rejected({ workspaceId: "", linkId: "lnk" }, "workspaceId", "must have at least one character")
    )
  })

  it("names exactly the two ids, or rejects the link", () => {
    holds(
      FastCheck.property(FastCheck.record({ workspaceId: ids, linkId: ids }), (input) => {
        const url = Request.urlOf(deleteLink, base, input)
        expect(url.ok).toBe(isSendableId(input.workspaceId) && isSendableId(input.linkId))
        if (url.ok) expect(segmentsOf(url.value).map(decodeURIComponent)).toEqual([input.workspaceId, input.linkId])
      }),
      { numRuns: 2_000 }
    )
  })
})

describe("make", () => {
  it("makes a DELETE with the key as a Bearer token, whose response is read up to 64 KiB", () => {
    expect(Request.make(deleteLink, "https://a", apiKey)).toEqual({
      method: "DELETE",
      url: "https://a",
      headers: { accept: "application/json", authorization: `Bearer ${apiKey}` },
      maxBodyBytes: 65_536
    })
  })

  it("makes a GET of a listing, whose response is read up to 4 MiB", () => {
    expect(Request.make(listLinks, "https://a", apiKey)).toMatchObject({ method: "GET", maxBodyBytes: 4_194_304 })
  })

  it("sends no authorization header with an empty key", () => {
    expect(Request.make(deleteLink, "https://a", "").headers).toEqual({ accept: "application/json" })
  })
})

describe("isSendable", () => {
  it.each(["", "a", apiKey, "abcDEF123-._~+/", "a=", "a==="])("takes a key of this form: %j", (key) => {
    expect(Request.isSendable(key)).toBe(true)
  })

  it.each([" ", "two words", "a\n", "a\r\nx: y", "a\0", "=", "a=b", "é", "🔑", '"a"', "a,b", "a;b", "\u2028"])(
    "rejects a key of this form: %j",
    (key) => {
      expect(Request.isSendable(key)).toBe(false)
    }
  )
})
