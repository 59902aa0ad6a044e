import { describe, expect, it } from "vitest"
import { deleting, mismatch, warning } from "../src/JournalSubject.js"

const here = "https://api.example.com/api/v1"
const elsewhere = "https://other.example.com/api/v1"
const subject = deleting(here)

const named = (servers: ReadonlyArray<string>, operations: ReadonlyArray<string> = ["links.delete"]) => ({
  servers: new Set(servers),
  operations: new Set(operations)
})

describe("a journal that a run resumes", () => {
  it.each([
    ["names its server and its operation", named([here])],
    ["names none", named([], [])]
  ])("is accepted when it %s", (_, state) => expect(mismatch(state, subject)).toBeUndefined())

  it("is refused when any of its runs was for another server", () => {
    expect(mismatch(named([here, elsewhere], ["links.restore"]), subject)).toEqual({
      about: "server",
      journal: elsewhere,
      run: here,
      message: `The journal belongs to the server ${elsewhere}, but this run is for ${here}: resume it as it was started, or start another journal.`
    })
  })

  it("is refused when any of its runs was for another operation", () => {
    expect(mismatch(named([here], ["links.delete", "links.restore"]), subject)).toMatchObject({
      about: "operation",
      journal: "links.restore",
      run: "links.delete"
    })
  })

  it("brings a warning when some of its lines do not name their server", () => {
    expect(warning({ hasUnnamedServer: false }, subject)).toBeUndefined()
    expect(warning({ hasUnnamedServer: true }, subject)).toBe(
      `The journal has lines that do not name their server, so it cannot be checked that they belong to ${here}.`
    )
  })
})
