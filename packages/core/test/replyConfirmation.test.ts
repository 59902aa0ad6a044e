import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import * as Reply from "../src/internal/reply.js"
import { DeletedLink } from "../src/Links.js"
import { ref } from "./fixtures.js"
import { asked, deletionOf, failureOf, jsonReply, replyOf } from "./replies.js"

const message = "Link deleted successfully"

const deleted = { message, data: ref }

const expected = { ...ref, message, confirmation: "Reply", attempts: 1 } as const

describe("a 200 that confirms the deletion", () => {
  it.each([
    ["as documented", jsonReply(200, deleted)],
    ["with extra fields around", jsonReply(200, { ...deleted, status: 500, code: "LINK_GONE", defined: true })],
    ["with extra fields inside", jsonReply(200, { message, data: { ...ref, deletedAt: "2026-01-01T00:00:00Z" } })],
    ["with a byte order mark", replyOf({ status: 200, body: `\uFEFF${JSON.stringify(deleted)}` })],
    ["with blanks around", replyOf({ status: 200, body: `\r\n ${JSON.stringify(deleted)} \n` })],
    ["with escapes", replyOf({ status: 200, body: JSON.stringify(deleted).replace("lnk", "\\u006cnk") })],
    ["without a content type", jsonReply(200, deleted, {})],
    ["with a charset", jsonReply(200, deleted, { "content-type": "application/json;charset=UTF-8" })],
    ["with a content type that was sent twice", jsonReply(200, deleted, { "content-type": "application/json, x/y" })]
  ])("%s is a deleted link", (_, reply) => {
    const link = deletionOf(reply)
    expect(link).toBeInstanceOf(DeletedLink)
    expect({ ...link }).toStrictEqual(expected)
  })

  it("says how many attempts it took, and the server's id of the last", () => {
    const reply = jsonReply(200, deleted, { "x-request-id": "req_1" })
    expect({ ...deletionOf(reply, { ...asked, attempts: 3, open: true }) }).toStrictEqual({
      ...expected,
      attempts: 3,
      requestId: "req_1"
    })
  })

  it("equals the same deletion made by hand, and the one that went through JSON", () => {
    const link = deletionOf(jsonReply(200, deleted))
    const back = Schema.decodeUnknownSync(DeletedLink)(JSON.parse(JSON.stringify(Schema.encodeSync(DeletedLink)(link))))
    expect(Equal.equals(link, new DeletedLink(expected))).toBe(true)
    expect(Equal.equals(link, back)).toBe(true)
  })

  it("may have an empty message", () => {
    expect(deletionOf(jsonReply(200, { message: "", data: ref })).message).toBe("")
  })

  it("may be of 64 KiB", () => {
    const filler = "x".repeat(64 * 1024 - JSON.stringify({ ...deleted, filler: "" }).length)
    const reply = jsonReply(200, { ...deleted, filler })
    expect(reply.body.byteLength).toBe(64 * 1024)
    expect(Either.isRight(Reply.read(reply, asked))).toBe(true)
  })

  it.each(["lnk\uD800", "lnk ä🔗", "__proto__"])("names the link as the call did: %j", (linkId) => {
    const context = { ...asked, ref: { ...ref, linkId } }
    expect(deletionOf(jsonReply(200, { message, data: { ...ref, linkId } }), context).linkId).toBe(linkId)
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
  ])("with %s leaves it open whether the link is deleted", (_, body) => {
    expect(failureOf(jsonReply(200, body))).toMatchObject({
      _tag: "UnexpectedResponse",
      reason: "UnknownEnvelope",
      message: "The reply with status 200 was not understood: its body does not confirm a deletion",
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
  ])("%s is told apart", (_, data) => {
    expect(failureOf(jsonReply(200, { message, data }))).toMatchObject({
      _tag: "UnexpectedResponse",
      reason: "OtherLink",
      message: "The reply with status 200 was not understood: it confirms the deletion of another link",
      outcome: "Unknown",
      ...ref
    })
  })
})
