import { describe, expect, it } from "vitest"
import * as Catalogue from "../src/Catalogue.js"
import { deleteLink } from "../src/Links.js"
import { ref } from "./fixtures.js"
import { asked, confirmedBy, failureOf, jsonResponse, responseOf } from "./responses.js"

const message = "Link deleted successfully"

const deleted = { message, data: ref }

describe("deleteLink", () => {
  it("documents every failure of the catalogue", () => {
    expect(deleteLink.errors).toEqual(Object.keys(Catalogue.byTag))
  })
})

describe("a 200 that confirms the deletion", () => {
  it.each([
    ["as documented", jsonResponse(200, deleted)],
    ["with extra fields around", jsonResponse(200, { ...deleted, status: 500, code: "LINK_GONE", defined: true })],
    ["with extra fields inside", jsonResponse(200, { message, data: { ...ref, deletedAt: "2026-01-01T00:00:00Z" } })],
    ["with a byte order mark", responseOf({ status: 200, body: `\uFEFF${JSON.stringify(deleted)}` })],
    ["with blanks around", responseOf({ status: 200, body: `\r\n ${JSON.stringify(deleted)} \n` })],
    ["with escapes", responseOf({ status: 200, body: JSON.stringify(deleted).replace("lnk", "\\u006cnk") })],
    ["without a content type", jsonResponse(200, deleted, {})],
    ["with a charset", jsonResponse(200, deleted, { "content-type": "application/json;charset=UTF-8" })],
    ["with a content type that was sent twice", jsonResponse(200, deleted, { "content-type": "application/json, x/y" })]
  ])("%s is a success", (_, response) => {
    expect(confirmedBy(response)).toStrictEqual({ value: { message }, requestId: undefined })
  })

  it("has the server's id of the request", () => {
    expect(confirmedBy(jsonResponse(200, deleted, { "x-request-id": "req_1" })).requestId).toBe("req_1")
    expect(confirmedBy(jsonResponse(200, deleted, { "x-request-id": "", "request-id": "req_2" })).requestId).toBe(
      "req_2"
    )
  })

  it("may have an empty message", () => {
    expect(confirmedBy(jsonResponse(200, { message: "", data: ref })).value.message).toBe("")
  })

  it("may have 64 KiB", () => {
    const filler = "x".repeat(64 * 1024 - JSON.stringify({ ...deleted, filler: "" }).length)
    const response = jsonResponse(200, { ...deleted, filler })
    expect(response.body.byteLength).toBe(64 * 1024)
    expect(confirmedBy(response).value).toEqual({ message })
  })

  it.each(["lnk\uD800", "lnk ä🔗", "__proto__"])("names the link as the call did: %j", (linkId) => {
    const context = { ...asked, input: { ...ref, linkId } }
    expect(confirmedBy(jsonResponse(200, { message, data: { ...ref, linkId } }), context).value).toEqual({ message })
  })

  it("is compared with the link that was asked for before the key is taken out", () => {
    const context = { ...asked, redact: (text: string) => text.replaceAll("abc123", "<redacted>") }
    const body = { message: "abc123 deleted", data: ref }
    expect(confirmedBy(jsonResponse(200, body), context).value).toEqual({ message: "<redacted> deleted" })
  })
})

describe("a 200 that confirms nothing", () => {
  it.each([
    ["an empty object", {}],
    ["no data", { message }],
    ["data that is null", { message, data: null }],
    ["data that is a list", { message, data: [ref] }],
    ["data that is a text", { message, data: ref.linkId }],
    ["no message", { data: ref }],
    ["a message that is no text", { message: null, data: ref }],
    ["no link id", { message, data: { workspaceId: ref.workspaceId } }],
    ["no workspace id", { message, data: { linkId: ref.linkId } }],
    ["a link id that is a number", { message, data: { ...ref, linkId: 7 } }],
    ["a workspace id that is null", { message, data: { ...ref, workspaceId: null } }],
    ["an error envelope", { defined: true, code: "LINK_GONE", status: 410, message }],
    ["the ids at the wrong level", { message, ...ref }]
  ])("with %s leaves it unknown whether the link is deleted", (_, body) => {
    expect(failureOf(jsonResponse(200, body))).toMatchObject({
      _tag: "UnexpectedResponse",
      reason: "UnknownEnvelope",
      message: "The response with status 200 was not understood: its body does not confirm a deletion",
      outcome: "Unknown"
    })
  })
})

describe("a 200 that confirms another deletion", () => {
  it.each([
    ["of another link", { ...ref, linkId: "lnk_other" }],
    ["in another workspace", { ...ref, workspaceId: "ws_other" }],
    ["of both", { workspaceId: "ws_other", linkId: "lnk_other" }],
    ["of the two ids exchanged", { workspaceId: ref.linkId, linkId: ref.workspaceId }],
    ["of the same id in capitals", { ...ref, linkId: ref.linkId.toUpperCase() }],
    ["of the same id with a blank", { ...ref, linkId: `${ref.linkId} ` }],
    ["of no id", { workspaceId: "", linkId: "" }]
  ])("%s is not taken for this one", (_, data) => {
    expect(failureOf(jsonResponse(200, { message, data }))).toMatchObject({
      _tag: "UnexpectedResponse",
      reason: "OtherLink",
      message: "The response with status 200 was not understood: it confirms the deletion of another link",
      outcome: "Unknown",
      ...ref
    })
  })
})

describe("a failure", () => {
  it("has the ids of its link, and nothing else that the caller's object holds", () => {
    const input = Object.assign({ title: "A title", data: 7 }, ref)
    expect(failureOf(jsonResponse(404, { code: "LINK_NOT_FOUND" }), { ...asked, input })).toStrictEqual({
      ...ref,
      _tag: "LinkNotFound",
      attempts: 1,
      code: "LINK_NOT_FOUND",
      message: "Link not found",
      outcome: "NotDeleted",
      status: 404
    })
  })
})
