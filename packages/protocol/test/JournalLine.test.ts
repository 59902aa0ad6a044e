import { ids } from "@effect-userplane/testing/Ids"
import { deletedLine, outcomeLine, runLine, sendingLine } from "@effect-userplane/testing/JournalLines"
import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import { decode, encode, type Line } from "../src/JournalLine.js"
import { holds } from "./properties.js"

const complete = {
  run: runLine({ at: 1, server: "https://api.example.com/v1", operation: "links.delete" }),
  sending: sendingLine(),
  outcome: outcomeLine({ status: 503, confirmation: "GoneAfterLostReply", retryAfter: 7, message: "Unavailable" })
}

describe("the text of a line", () => {
  it.each<readonly [Line, string]>([
    [
      complete.run,
      '{"v":1,"at":"1970-01-01T00:00:00.001Z","type":"run","server":"https://api.example.com/v1","operation":"links.delete","windows":[{"limit":120,"millis":60000}],"concurrency":8}\n'
    ],
    [
      complete.sending,
      '{"v":1,"at":"1970-01-01T00:00:00.000Z","workspaceId":"ws_abc123","linkId":"lnk_abc123","attempt":1,"type":"sending"}\n'
    ],
    [
      complete.outcome,
      '{"v":1,"at":"1970-01-01T00:00:00.000Z","workspaceId":"ws_abc123","linkId":"lnk_abc123","attempt":1,"type":"outcome","tag":"ServiceUnavailable","outcome":"NotDeleted","settled":false,"millis":80,"status":503,"confirmation":"GoneAfterLostReply","retryAfter":7,"message":"Unavailable"}\n'
    ]
  ])("of type $type has every field, in one order, and ends with a line break", (line, text) => {
    expect(encode(line)).toBe(text)
  })

  it("does not depend on the order of the fields in memory", () => {
    const { workspaceId, linkId } = complete.sending
    expect(encode({ type: "sending", attempt: 1, linkId, workspaceId, at: 0, v: 1 })).toBe(encode(complete.sending))
  })

  it.each([complete.run, complete.sending, complete.outcome, runLine(), outcomeLine(), deletedLine()])(
    "reads back as the line it was made from: %j",
    (line) => expect(decode(encode(line))).toEqual(line)
  )

  it("reads back whatever the ids, on one line", () => {
    holds(
      FastCheck.property(ids, ids, (workspaceId, linkId) => {
        const line = sendingLine({ workspaceId, linkId })
        expect(encode(line).trimEnd()).not.toContain("\n")
        expect(decode(encode(line))).toEqual(line)
      })
    )
  })
})

describe("the time of a line", () => {
  it.each([
    ["2026-01-12T09:00:00.000Z", Date.UTC(2026, 0, 12, 9)],
    ["2026-01-12T09:00:00Z", Date.UTC(2026, 0, 12, 9)],
    ["2026-01-12T10:00:00+01:00", Date.UTC(2026, 0, 12, 9)],
    ["2026-01-12T09:00:00", Date.UTC(2026, 0, 12, 9)]
  ])("is read from %s, in UTC where no zone is named", (at, millis) => {
    expect(decode(JSON.stringify({ ...sendingLine(), at }))).toEqual({ ...sendingLine(), at: millis })
  })
})

const at = "1970-01-01T00:00:00.000Z"

const encoded = {
  run: { ...complete.run, at },
  sending: { ...complete.sending, at },
  outcome: { ...complete.outcome, at }
}

describe("a text that is not a line", () => {
  it.each([
    ["no JSON", '{"v":1,"type'],
    ["an empty text", ""],
    ["an array", "[]"],
    ["null", "null"],
    ["a number", "1"]
  ])("is refused: %s", (_, text) => expect(decode(text)).toBeUndefined())

  it.each<readonly [keyof typeof encoded, string, ReadonlyArray<unknown>]>([
    ["run", "v", [undefined, 2, "1"]],
    ["run", "at", [undefined, 0, "", "yesterday"]],
    ["run", "type", [undefined, "ran"]],
    ["run", "server", [null, 1]],
    ["run", "operation", [null, 1]],
    ["run", "windows", [undefined, {}, [{ limit: 1.5, millis: 1 }], [{ limit: 1 }], [1]]],
    ["run", "concurrency", [undefined, 1.5, "8"]],
    ["sending", "workspaceId", [undefined, 1]],
    ["sending", "linkId", [undefined, null]],
    ["sending", "attempt", [undefined, -1, 0.5, "1"]],
    ["outcome", "attempt", [-1]],
    ["outcome", "tag", [undefined, "", 1]],
    ["outcome", "outcome", [undefined, "Gone"]],
    ["outcome", "settled", [undefined, null, 1]],
    ["outcome", "millis", [undefined, -1, "80"]],
    ["outcome", "status", [null, 200.5]],
    ["outcome", "confirmation", [null, "Deleted"]],
    ["outcome", "retryAfter", [null, "1"]],
    ["outcome", "message", [null, 1]]
  ])("is refused: a %s with an unfit %s", (type, field, values) => {
    for (const value of values) expect(decode(JSON.stringify({ ...encoded[type], [field]: value }))).toBeUndefined()
  })

  it("may have fields that this version does not know", () => {
    expect(decode(JSON.stringify({ ...encoded.sending, later: { than: "this" } }))).toMatchObject(complete.sending)
  })
})
