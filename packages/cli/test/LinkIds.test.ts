import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as LinkIds from "../src/delete/input/LinkIds.js"
import { canaryKey } from "./fixtures.js"

const parse = (given: ReadonlyArray<string>, afterDashes = 0, acceptsUnusual = false) =>
  LinkIds.fromArguments(given, acceptsUnusual).pipe(
    Effect.provideService(LinkIds.AfterDashes, afterDashes),
    Effect.either,
    Effect.runSync
  )

describe("link ids", () => {
  it("are taken in the order of the arguments", () => {
    expect(parse(["lnk_2", "lnk_1", "lnk_2"])).toStrictEqual(Either.right(["lnk_2", "lnk_1", "lnk_2"]))
  })

  it("are checked as those of a file are, and say which of them is wrong", () => {
    expect(parse(["lnk_1", "lnk_2,lnk_3"])).toMatchObject({
      left: {
        message: expect.stringMatching(
          /^Argument <linkId> 2: "lnk_2,lnk_3" looks like a row of a table.+--accept-unusual-ids/
        )
      }
    })
    expect(parse(["lnk_1", "lnk_2,lnk_3"], 0, true)).toStrictEqual(Either.right(["lnk_1", "lnk_2,lnk_3"]))
    expect(Either.isLeft(parse(["."], 0, true))).toBe(true)
  })

  it("show no API key, wherever one stands", () => {
    for (const argument of [canaryKey, `--api-key=${canaryKey}`, `https://example.com/?key=${canaryKey}`]) {
      const said = Either.match(parse([argument], 0, true), {
        onLeft: ({ message }) => message,
        onRight: () => "taken"
      })
      expect(said).not.toContain("canary")
      expect(said).not.toBe("taken")
    }
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
