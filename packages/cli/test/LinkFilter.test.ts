/** Listing the links that are wanted, and no others. */
import { describe, expect, it } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { canaryKey } from "./fixtures.js"
import { run } from "./inProcess.js"

const { links, workspaces } = Fixtures

const now = Date.parse("2026-06-01T12:00:00Z")
const mika = { workspaceMemberId: "wm_mika", name: "Mika" }
const otherMika = { workspaceMemberId: "wm_other", name: "Mika" }
const ada = { workspaceMemberId: "wm_ada", name: "Ada" }

const world = [
  { linkId: "old", createdAt: "2025-01-01T00:00:00Z", creator: mika, project: { projectId: "p1" }, linkType: "file" },
  {
    linkId: "edge",
    createdAt: "2026-03-03T12:00:00.000Z",
    creator: ada,
    project: { projectId: "p2" },
    linkType: "file"
  },
  { linkId: "zoned", createdAt: "2026-03-03T13:59:59+02:00", creator: ada, linkType: "form" },
  { linkId: "new", createdAt: "2026-05-31T00:00:00Z", creator: ada, project: { projectId: "p1" }, linkType: "form" },
  { linkId: "bare" },
  { linkId: "odd", createdAt: "January", creator: "wm_ada", project: "p1", linkType: ["file"] }
]

/** A server with so many links a page, and the pages that were asked for. */
const serving = (all: ReadonlyArray<object>, perPage = 20) => {
  const asked: Array<number> = []
  const fetch: typeof globalThis.fetch = (input) => {
    const page = Number(new URL(String(input)).searchParams.get("page"))
    asked.push(page)
    const first = (page - 1) * perPage
    return Promise.resolve(
      Response.json({
        message: "",
        data: {
          workspaceId: "ws_1",
          links: all.slice(first, first + perPage),
          pagination: { total: all.length, hasMore: first + perPage < all.length }
        }
      })
    )
  }
  return { fetch, asked }
}

const env = { USERPLANE_API_KEY: canaryKey }

const list = (args: ReadonlyArray<string>, server = serving(world)) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(now)
    const { exitCode, stderr, stdout } = yield* run(["list", "-w", "ws_1", ...args], { env, fetch: server.fetch })
    const ids = stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line): unknown => JSON.parse(line).linkId)
    return { exitCode, stderr, ids }
  })

describe("list", () => {
  it.effect.each([
    ["an age in days", ["--older-than", "90d"], ["old", "zoned"]],
    ["an age in weeks", ["--older-than", "1w"], ["old", "edge", "zoned"]],
    ["an age in hours", ["--older-than", "36.5h"], ["old", "edge", "zoned"]],
    ["a date", ["--older-than", "2026-01-01"], ["old"]],
    ["a time of another zone", ["--older-than", "2026-03-03T14:00:00+02:00"], ["old", "zoned"]],
    ["a time without an offset, which is UTC", ["--older-than", "2026-03-03T12:00"], ["old", "zoned"]],
    ["the id of a member", ["--creator", "wm_ada"], ["edge", "zoned", "new"]],
    ["the name of a member", ["--creator", "Mika"], ["old"]],
    ["a part of a name", ["--creator", "Mik"], []],
    ["a name in another case", ["--creator", "mika"], []],
    ["a project", ["--project", "p1"], ["old", "new"]],
    ["a type", ["--type", "form"], ["zoned", "new"]],
    ["all at once", ["--type", "form", "--creator", "Ada", "--older-than", "90d"], ["zoned"]]
  ] as const)("lists the links of %s", ([, args, expected]) =>
    Effect.gen(function* () {
      const { exitCode, ids, stderr } = yield* list(args)
      expect({ exitCode, ids }).toStrictEqual({ exitCode: 0, ids: expected })
      expect(stderr).toContain(`${expected.length} of 6 links match`)
    })
  )

  it.effect("names the links whose age nobody can tell, and lists none of them", () =>
    Effect.gen(function* () {
      const { stderr } = yield* list(["--older-than", "90d"])
      expect(stderr).toBe(
        "2 of 6 links match.\n2 links left out, since createdAt is missing or no ISO 8601 time: bare, odd\n"
      )
    })
  )

  it.effect.each(["1", "2025", "2025-02-31T00:00:00Z", "01/02/2024", "2025-01-01 00:00:00", "1735689600000"])(
    "takes createdAt %j for no time",
    (createdAt) =>
      Effect.gen(function* () {
        const { ids, stderr } = yield* list(["--older-than", "1d"], serving([{ linkId: "lnk_1", createdAt }]))
        expect(ids).toStrictEqual([])
        expect(stderr).toContain("0 of 1 link match")
        expect(stderr).toContain("1 link left out")
      })
  )

  it.effect("lists nothing of a name that several members have, but links of one of their ids: 2", () =>
    Effect.gen(function* () {
      const two = serving([...world, { linkId: "other", creator: otherMika }])
      const { exitCode, ids, stderr } = yield* list(["--creator", "Mika"], two)
      expect({ exitCode, ids }).toStrictEqual({ exitCode: 2, ids: [] })
      expect(stderr).toContain("The name stands for several members: wm_mika, wm_other")
      expect((yield* list(["--creator", "wm_other"], two)).ids).toStrictEqual(["other"])
    })
  )

  it.effect.each([
    ["minutes, which may be meant as months", ["--older-than", "6m"], "90d"],
    ["no unit", ["--older-than", "90"], "90d"],
    ["nothing", ["--older-than", ""], "90d"],
    ["no time", ["--older-than", "0d"], "90d"],
    ["a day that is none", ["--older-than", "2025-02-31"], "90d"],
    ["a date to come", ["--older-than", "2052-01-01"], "yet to come"],
    ["a creator without a name", ["--creator", ""], "--creator"],
    ["no links", ["--limit", "0"], "greater than or equal to 1"],
    ["two creators", ["--creator", "Ada", "--creator", "Mika"], "--creator"],
    ["a part of a link", ["--limit", "1.5"], "integer"]
  ] as const)("refuses %s before anything is sent: 2", ([, args, said]) =>
    Effect.gen(function* () {
      const server = serving(world)
      const { exitCode, ids, stderr } = yield* list(args, server)
      expect({ exitCode, ids, asked: server.asked }).toStrictEqual({ exitCode: 2, ids: [], asked: [] })
      expect(stderr).toContain(said)
    })
  )

  it.effect.each([
    [["--limit", "2"], ["old", "edge"], [1], "The first 2 of 6 links: --limit was reached.\n"],
    [["--limit", "6"], ["old", "edge", "zoned", "new", "bare", "odd"], [1, 2, 3], ""],
    [["--limit", "3", "--creator", "Ada"], ["edge", "zoned", "new"], [1, 2], "The first 3 that match of 6 links"],
    [["--limit", "1", "--project", "p1"], ["old"], [1], "The first 1 that match of 6 links"],
    [["--limit", "4", "--creator", "Ada"], ["edge", "zoned", "new"], [1, 2, 3], "3 of 6 links match.\n"]
  ] as const)("asks for no more pages than %j needs", ([args, expected, pages, said]) =>
    Effect.gen(function* () {
      const server = serving(world, 2)
      const { ids, stderr } = yield* list(args, server)
      expect({ ids, asked: server.asked }).toStrictEqual({ ids: expected, asked: pages })
      expect(stderr).toContain(said)
      expect(stderr).not.toContain("came or went")
    })
  )

  it.effect("says how many match where the limit cuts the last page", () =>
    Effect.gen(function* () {
      const { ids, stderr } = yield* list(["--limit", "1", "--type", "form"])
      expect(ids).toStrictEqual(["zoned"])
      expect(stderr).toBe("2 of 6 links match. The first 1 are listed: --limit was reached.\n")
    })
  )
})

describe("the usual clean-up", () => {
  it.live("is a list piped into a deletion", () =>
    Effect.gen(function* () {
      const listed = yield* run(["list", "-w", workspaces.main, "--sandbox", "--older-than", "1h", "--limit", "1"])
      const { exitCode, stdout } = yield* run(["delete", "-", "--sandbox", "--output", "ndjson"], {
        stdin: listed.stdout
      })
      expect(exitCode).toBe(0)
      expect(JSON.parse(stdout.split("\n")[0] ?? "")).toMatchObject({ linkId: links.deletable, result: "Deleted" })
    })
  )

  it.live("is not done by delete alone, which says how: 2", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(["delete", "-w", "ws_1", "--older-than", "90d"])
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toContain("userplane-links list -w <id> --older-than 90d | userplane-links delete -")
    })
  )
})
