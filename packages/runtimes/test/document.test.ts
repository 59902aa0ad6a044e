import { describe, expect, it } from "vitest"
import { documentOf } from "../src/document.js"
import { report, said } from "./reports.js"

const seen = { deleted: new Set<string>(), requests: [] }

const rowsOf = (runtime: string, document: string) =>
  document.split("\n").filter((line) => line.startsWith(`| ${runtime} |`))

describe("documentOf", () => {
  const known = report({ gone: said("lnk_gone", "NotDeleted", "LinkGone") })
  const document = documentOf([
    { runtime: "One", client: "core", report: known, seen },
    { runtime: "One", client: "core4", report: known, seen },
    { runtime: "Other", client: "core", report: known, seen },
    { runtime: "Other", client: "core4", report: report({}), seen }
  ])

  it("clients that do the same on a runtime share a row", () => {
    const rows = rowsOf("One", document)
    expect(rows).toHaveLength(2)
    for (const row of rows) expect(row).toContain("| core, core4 |")
  })

  it("clients that differ have a row each", () => {
    const [core, core4, lost] = rowsOf("Other", document)
    expect(core).toContain("| core | `TransportError`, `Unknown` | `LinkGone`, `NotDeleted` |")
    expect(core4).toContain("| core4 | `TransportError`, `Unknown` | `TransportError`, `Unknown` |")
    expect(lost).toContain("| core, core4 |")
  })
})
