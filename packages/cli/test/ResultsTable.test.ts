import { stripVTControlCharacters } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as LinkOutcome from "../src/delete/output/LinkOutcome.js"
import * as LinkResult from "../src/delete/output/LinkResult.js"
import * as ResultsTable from "../src/delete/output/ResultsTable.js"
import { failure, ref, tags } from "./failures.js"

const seed = 20_261

const row = (error: ReturnType<typeof failure>, linkId = ref.linkId) =>
  LinkResult.fromOutcome(LinkOutcome.Failed({ ref: { ...ref, linkId }, error }))

const everyTag = tags.map((tag) => row(failure(tag), `lnk_${tag}`))

/** The table without colours. */
const plain = (...parameters: Parameters<typeof ResultsTable.render>): string =>
  stripVTControlCharacters(ResultsTable.render(...parameters))

/** Reads a column, its lines joined. */
const column = (table: string, index: number): string =>
  table
    .split("\n")
    .filter((line) => line.startsWith("│"))
    .map((line) => line.split("│")[index + 1]?.trim())
    .join("")

describe("the table", () => {
  it.each([72, 80, 100, 110, 200])("keeps within %i columns", (columns) => {
    for (const line of plain(everyTag, columns).split("\n")) expect(line.length).toBeLessThanOrEqual(columns)
  })

  it("keeps within 110 columns where nobody says how many there are", () => {
    const widths = plain(everyTag)
      .split("\n")
      .map((line) => line.length)
    expect(Math.max(...widths)).toBe(110)
  })

  it.each([40, 80, 110])("never cuts an id, however long, in %i columns", (columns) => {
    return FastCheck.assert(
      FastCheck.property(FastCheck.stringMatching(/^[\w日本語ü-]{1,150}$/), (linkId) => {
        expect(column(plain([row(failure("LinkNotFound"), linkId)], columns), 0)).toBe(`Link${linkId}`)
      }),
      { seed, numRuns: 30 }
    )
  })

  it("shows escape sequences and changes of direction in place of obeying them", () => {
    const hostile = "a\u001b[2Jb\u009bc\u202ed\ne"
    const table = plain([row(failure("UndocumentedError", { message: hostile }), hostile)])
    for (const obeyed of ["\u001b", "\u009b", "\u202e"]) expect(table).not.toContain(obeyed)
    expect(table.match(/a\\u\{1b\}\[2Jb\\u\{9b\}c\\u\{202e\}d\\u\{a\}e/g)).toHaveLength(2)
  })

  it("identifies a documented failure by its code, and says what to do", () => {
    const table = plain([row(failure("LinkDeleteForbidden"))], 200)
    expect(table).toContain("403 LINK_DELETE_FORBIDDEN")
    expect(table).toContain("Ask the link's creator, or an admin or owner of the workspace, to delete it.")
    expect(table).not.toContain("You do not have permission")
  })

  it.each([
    ["UndocumentedError", "418 TEAPOT: Short and stout"],
    ["UnexpectedResponse", "NotJson: 502: Not understood"],
    ["TransportError", "Timeout: No response within 30s"],
    ["InvalidLinkRef", "The linkId must have at least one character"]
  ] as const)("tells all that is known of %s", (tag, known) => {
    expect(plain([row(failure(tag))], 200)).toContain(known)
  })

  it("cuts a message of a server that would fill the screen", () => {
    const table = plain([row(failure("UndocumentedError", { message: "long ".repeat(10_000) }))])
    expect(table.split("\n").length).toBeLessThan(20)
    expect(table).toContain("…")
  })

  it("colours results by what they mean", () => {
    const colored = ResultsTable.render([row(failure("LinkGone")), row(failure("LinkNotFound"))])
    expect(colored).toContain("\u001b[32malready gone\u001b[39m")
    expect(colored).toContain("\u001b[31mnot deleted\u001b[39m")
  })
})

describe("the sum", () => {
  const none = { Deleted: 0, AlreadyGone: 0, NotDeleted: 0, Unknown: 0, NotAttempted: 0 }

  it.each([
    [{ AlreadyGone: 1 }, "1 of 1 deleted or already gone."],
    [{ Deleted: 1000, AlreadyGone: 1, NotDeleted: 2 }, "1,001 of 1,003 deleted or already gone, 2 not deleted."],
    [{ Unknown: 1, NotAttempted: 1 }, "0 of 2 deleted or already gone, 1 unknown, 1 not attempted."]
  ])("of %j is %s", (counts, sum) => {
    expect(ResultsTable.summary({ ...none, ...counts })).toBe(sum)
  })
})
