import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as LinkIds from "../src/LinkIds.js"

const parse = (given: ReadonlyArray<string>, afterDashes = 0) =>
  LinkIds.fromArguments(given).pipe(
    Effect.provideService(LinkIds.AfterDashes, afterDashes),
    Effect.either,
    Effect.runSync
  )

describe("link ids", () => {
  it("are taken once each, in the order in which they were given", () => {
    expect(parse(["lnk_2", "lnk_1", "lnk_2"])).toStrictEqual(Either.right(["lnk_2", "lnk_1"]))
  })

  it.each([[["lnk_1", "--workspce", "ws"]], [["-x"]], [["-"]]])(
    "are no options that the parser does not know: %j",
    (given) => {
      expect(Either.getLeft(parse(given))).toMatchObject({ value: { _tag: "WrongUsage" } })
    }
  )

  it("may begin with a dash after --", () => {
    expect(parse(["lnk_1", "-x"], 1)).toStrictEqual(Either.right(["lnk_1", "-x"]))
  })

  it("may not begin with a dash before --", () => {
    expect(Either.isLeft(parse(["-x", "lnk_1"], 1))).toBe(true)
  })
})

describe("what stands after --", () => {
  it.each([
    [["node", "script", "delete", "lnk_1"], 0],
    [["node", "script", "delete", "--"], 0],
    [["node", "script", "delete", "lnk_1", "--", "-a", "--", "-b"], 3]
  ])("of %j is counted: %i", (argv, count) => {
    expect(LinkIds.countAfterDashes(argv)).toBe(count)
  })
})
