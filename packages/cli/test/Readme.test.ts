import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { meanings } from "../src/command/ExitCode.js"
import { ndjsonFields, summaryFields } from "../src/delete/output/NdjsonFields.js"
import { explainedLinks } from "../src/sandbox/SandboxGuide.js"

const lines = readFileSync(new URL("../README.md", import.meta.url), "utf8").split("\n")

/** The rows of the table under a head, as they stand there. */
const tableUnder = (head: string): ReadonlyArray<string> => {
  const start = lines.indexOf(head) + 2
  return lines.slice(start, lines.indexOf("", start))
}

const rowsOf = (pairs: ReadonlyArray<readonly [term: string | number, meaning: string]>): ReadonlyArray<string> =>
  pairs.map(([term, meaning]) => `| \`${term}\` | ${meaning} |`)

describe("the README says the same as the command", () => {
  it("of the fields of NDJSON", () => {
    expect(tableUnder("| field | meaning |")).toStrictEqual(rowsOf(Object.entries(ndjsonFields)))
  })

  it("of the fields of the summary", () => {
    expect(tableUnder("| field of the summary | meaning |")).toStrictEqual(rowsOf(Object.entries(summaryFields)))
  })

  it("of the exit codes", () => {
    expect(tableUnder("| code | meaning |")).toStrictEqual(rowsOf(meanings))
  })

  it("of the links of the sandbox", () => {
    expect(tableUnder("| link | what a member of `ws_demo_main` meets |")).toStrictEqual(rowsOf(explainedLinks))
  })
})
