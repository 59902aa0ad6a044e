import { describe, expect, it } from "vitest"
import { callCells, lostCells } from "../src/cells.js"
import { report, said } from "./reports.js"

describe("callCells", () => {
  it("a success is in words, and a failure its tag with its outcome", () => {
    const calls = {
      deletable: said("lnk_deletable", "Deleted", "Reply"),
      gone: said("lnk_gone", "NotDeleted", "LinkGone")
    }
    expect(callCells(report(calls)).slice(0, 3)).toStrictEqual([
      "deleted",
      "`LinkGone`, `NotDeleted`",
      "`TransportError`, `Unknown`"
    ])
  })

  it("a call that ends before its interrupt stands in place of the connection", () => {
    expect(callCells(report({}))[4]).toBe("the connection is closed")
    expect(callCells(report({ interrupted: said("lnk_interrupted", "Unknown") }))[4]).toBe(
      "`TransportError`, `Unknown`"
    )
  })

  it("the links of a run are counted", () => {
    const bulk = [said("one", "Deleted", "Reply"), said("two", "Unknown"), said("three", "Deleted", "Reply")]
    expect(callCells(report({}, bulk))[5]).toBe("2 deleted, 1 `TransportError`, `Unknown`")
  })
})

describe("lostCells", () => {
  it("each call has the number of its requests", () => {
    const calls = { lostWithRetries: said("lnk_lostWithRetries", "Deleted", "GoneAfterLostReply") }
    const seen = { deleted: new Set<string>(), requests: ["lnk_lost", "lnk_lostWithRetries", "lnk_lostWithRetries"] }
    expect(lostCells(report(calls), seen)).toStrictEqual([
      "`TransportError`, `Unknown` (1)",
      "`TransportError`, `Unknown` (0)",
      "`TransportError`, `Unknown` (0)",
      "deleted, `GoneAfterLostReply` (2)"
    ])
  })
})
