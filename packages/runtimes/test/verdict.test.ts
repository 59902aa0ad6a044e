import { describe, expect, it } from "vitest"
import { problemsOf } from "../src/verdict.js"
import { report, said } from "./reports.js"

const seen = (...deleted: ReadonlyArray<string>) => ({ deleted: new Set(deleted), requests: [] })

describe("problemsOf", () => {
  it("a link that may have been deleted is no problem, deleted or not", () => {
    expect(problemsOf(report({}), seen())).toStrictEqual([])
    expect(problemsOf(report({}), seen("lnk_lost"))).toStrictEqual([])
  })

  it("a deleted link that is said not to be is one", () => {
    const lost = said("lnk_lost", "NotDeleted")
    expect(problemsOf(report({ lost }), seen())).toStrictEqual([])
    expect(problemsOf(report({ lost }), seen("lnk_lost"))).toStrictEqual([
      "TransportError, NotDeleted: lnk_lost is deleted"
    ])
  })

  it("so is a link that is said to be deleted, and is there", () => {
    const deletable = said("lnk_deletable", "Deleted", "Reply")
    expect(problemsOf(report({ deletable }), seen("lnk_deletable"))).toStrictEqual([])
    expect(problemsOf(report({ deletable }), seen())).toStrictEqual(["Reply, Deleted: lnk_deletable is not deleted"])
  })

  it("a call that ended before its interrupt, and the links of a run, are looked at as well", () => {
    const interrupted = said("lnk_interrupted", "NotDeleted")
    const wrong = report({ interrupted }, [said("one", "NotDeleted"), said("two", "Deleted", "Reply")])
    expect(problemsOf(wrong, seen("lnk_interrupted", "one"))).toHaveLength(3)
  })

  it("a link that was gone before is not deleted by the call", () => {
    expect(problemsOf(report({ gone: said("lnk_gone", "NotDeleted", "LinkGone") }), seen("lnk_gone"))).toStrictEqual([])
  })
})
