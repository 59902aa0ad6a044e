import { describe, expect, it } from "@effect/vitest"
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as ExitCode from "../src/command/ExitCode.js"
import * as LinkOutcome from "../src/delete/output/LinkOutcome.js"
import { failure, ref, tags } from "./failures.js"

const ofKeyOrWorkspace: ReadonlySet<string> = new Set(
  ErrorCatalogue.entries.filter(({ category }) => category === "key" || category === "workspace").map(({ tag }) => tag)
)

describe("the exit code of a whole", () => {
  const cases: ReadonlyArray<readonly [parts: ReadonlyArray<ExitCode.ExitCode>, whole: ExitCode.ExitCode]> = [
    [[], 0],
    [[0, 0], 0],
    [[0, 1], 1],
    [[1, 0], 1],
    [[0, 1, 3], 3],
    [[3, 2, 1], 2],
    [[1, 3, 4], 4],
    [[4, 2], 2],
    [[2, 3, 130, 0], 130]
  ]
  it.each(cases)("of %j is %i", (parts, whole) => {
    expect(ExitCode.combine(parts)).toBe(whole)
  })

  it("gives each code one meaning", () => {
    expect(ExitCode.meanings.map(([code]) => code)).toStrictEqual([130, 2, 4, 3, 5, 1, 0])
  })
})

describe("the exit code of a failure", () => {
  const codeOf = (tag: string): ExitCode.ExitCode => {
    if (tag === "LinkGone") return 0
    return ofKeyOrWorkspace.has(tag) ? 3 : 1
  }
  it.each(tags.map((tag) => [tag, codeOf(tag)] as const))("%s is %i", (tag, code) => {
    expect(LinkOutcome.exitCode(LinkOutcome.Failed({ ref, error: failure(tag) }))).toBe(code)
  })

  it("is 2 for a workspace id that cannot be named, and 1 for such a link id", () => {
    const ofField = (field: string) =>
      LinkOutcome.exitCode(LinkOutcome.Failed({ ref, error: failure("InvalidLinkRef", { field }) }))
    expect([ofField("workspaceId"), ofField("linkId")]).toStrictEqual([2, 1])
  })
})

describe("what spoils the rest", () => {
  it.each(tags.map((tag) => [tag, ofKeyOrWorkspace.has(tag)] as const))("%s: %s", (tag, spoils) => {
    const why = LinkOutcome.spoilsTheRest(LinkOutcome.Failed({ ref, error: failure(tag) }))
    expect(why !== undefined).toBe(spoils)
    if (spoils) expect(why).toContain(tag)
  })

  it("is a workspace id that cannot be named, and not a link id", () => {
    const ofField = (field: string) =>
      LinkOutcome.spoilsTheRest(LinkOutcome.Failed({ ref, error: failure("InvalidLinkRef", { field }) }))
    expect(ofField("linkId")).toBeUndefined()
    expect(ofField("workspaceId")).toContain("Correct the id")
  })
})
