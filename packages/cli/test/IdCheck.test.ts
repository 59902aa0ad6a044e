import { describe, expect, it } from "@effect/vitest"
import { problemOf } from "../src/delete/input/IdCheck.js"
import { canaryKey } from "./fixtures.js"

const check = (id: string, insists = false) => problemOf(id, "linkId", insists)

describe("an id", () => {
  it.each([
    "lnk_1",
    "lnk_abc123",
    "7",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "lnk.1~a",
    "日本",
    "--force",
    "linkId1"
  ])("is sent as it is: %j", (id) => {
    expect(check(id)).toBeUndefined()
  })

  it.each([
    ["linkId,title", "looks like a row of a table"],
    ["lnk_1;Title", "looks like a row of a table"],
    ["lnk_1\tTitle", "looks like a row of a table"],
    ["a,b", "looks like a row of a table"],
    ["│lnk_1│", "looks like a line of a printed table"],
    ["| lnk_1 |", "looks like a line of a printed table"],
    [
      "https://app.userplane.io/links/lnk_1?tab=2",
      "looks like an address, not like an id: the id in it seems to be lnk_1"
    ],
    ["HTTPS://example.com/", "looks like an address"],
    ["www.userplane.io", "looks like an address"],
    ["app.userplane.io/lnk_1", "looks like a path or an address"],
    ["lnk_1/", "looks like a path or an address"],
    ["<!doctype html>", "looks like HTML"],
    ["<a href=x>", "looks like HTML"],
    ["- lnk_1", "looks like an item of a list"],
    ["* lnk_1", "looks like an item of a list"],
    ["• lnk_1", "looks like an item of a list"],
    ["1. lnk_1", "looks like an item of a list"],
    ["[x] lnk_1", "looks like an item of a list"],
    ["lnk_1:", "looks like a name with a value"],
    ["linkId: lnk_1", "looks like a name with a value"],
    ["linkId=lnk_1", "looks like a name with a value"],
    ["'lnk_1'", "has quotes around it"],
    ["“lnk_1”", "has quotes around it"],
    ["`lnk_1`", "has quotes around it"],
    ["lnk_1 lnk_2", "holds a blank"],
    [" lnk_1", "holds a blank"],
    ["lnk_1\u00a0", "holds a no-break space (U+00A0)"],
    ["lnk\u200b_1", "holds a zero-width space (U+200B)"],
    ["lnk_1\ufeff", "holds a byte-order mark, or zero-width no-break space (U+FEFF)"],
    ["\u202elnk_1", "holds a text direction mark (U+202E)"],
    ["lnk_1\u2028", "holds a character that cannot be seen (U+2028)"],
    ["lnk_1\u3164", "holds a character that cannot be seen (U+3164)"],
    ["lnk_1\ufe0f", "holds a character that cannot be seen (U+FE0F)"],
    ["lnk\u0007_1", "holds a character that cannot be seen (U+0007)"],
    ["lnk\n1", "holds a character that cannot be seen (U+000A)"],
    ["lnk\u0000", "holds a NUL character"],
    ["lnk_\ufffd", "holds a replacement character"],
    ["\u0301lnk", "holds a character that cannot be seen (U+0301)"],
    ["lnk_ab…", "looks cut off"],
    ["lnk_ab...", "looks cut off"],
    ["lnk_*", "looks like a pattern or a variable"],
    ["$LINK_ID", "looks like a pattern or a variable"],
    ["{{linkId}}", "looks like a pattern or a variable"],
    ["lnk%201", "looks like a part of an address"],
    ["links.txt", "looks like a file"],
    ["1.23457E+15", "looks like a number that a spreadsheet has shortened"],
    ["2026-01-12", "looks like a date"],
    ["lnk_1.", "ends like a sentence"],
    ["(lnk_1)", "holds ( (U+0028)"],
    ["lnk–1", "holds – (U+2013)"],
    ["---", "has no letter and no digit"],
    ["#N/A", "is an error of a spreadsheet"],
    ["linkId", "is the name of a column"],
    ["Link ID", "is the name of a column"],
    ["workspace_id", "is the name of a column"],
    ["null", "is what programs print where there is no value"],
    ["undefined", "is what programs print where there is no value"],
    ["ws_1", "looks like the id of a workspace"],
    ["x".repeat(257), "is 257 characters long"]
  ])("is refused until somebody insists: %j", (id, said) => {
    expect(check(id)).toContain(said)
    expect(check(id)).toMatch(/If it is an id all the same, add --accept-unusual-ids$/)
    expect(check(id)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    expect(check(id, true)).toBeUndefined()
  })

  it.each([
    ["", "has at least one character"],
    [".", 'cannot be "."'],
    ["..", 'cannot be ".."'],
    ["lnk_\ud800", "is not well-formed Unicode"]
  ])("is refused whoever insists: %j", (id, said) => {
    for (const insists of [false, true]) {
      expect(check(id, insists)).toContain(said)
      expect(check(id, insists)).not.toContain("--accept-unusual-ids")
    }
  })

  it.each([
    canaryKey,
    canaryKey.toUpperCase(),
    ` ${canaryKey}`,
    `Bearer ${canaryKey}`,
    `us\u200bpl_${canaryKey.slice(5)}`,
    `https://example.com/?key=${canaryKey.replace("_", "%5F")}`
  ])("is no API key, which is not shown", (id) => {
    for (const insists of [false, true]) {
      expect(check(id, insists)).toContain("looks like an API key")
      expect(check(id, insists)).not.toMatch(/canary/i)
    }
  })
})
