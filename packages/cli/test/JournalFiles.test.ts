/** Journals that are resumed with a server, their own and another one. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Effect from "effect/Effect"
import { canaryKey } from "./fixtures.js"
import { run } from "./inProcess.js"

const { links, workspaces } = Fixtures

const production = "https://api.userplane.io/api/v1"
const sandboxServer = "https://in-process-sandbox.invalid/api/v1"

const folder = Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped()).pipe(
  Effect.provide(NodeFileSystem.layer)
)

const write = (path: string, text: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) => files.writeFileString(path, text)).pipe(
    Effect.provide(NodeFileSystem.layer)
  )

const read = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) => files.readFileString(path)).pipe(
    Effect.provide(NodeFileSystem.layer)
  )

/** A server that has no link, and counts who asks. */
const empty = () => {
  let requests = 0
  const fetch: typeof globalThis.fetch = () => {
    requests += 1
    return Promise.resolve(Response.json({ code: "LINK_NOT_FOUND", message: "None" }, { status: 404 }))
  }
  return { fetch, count: () => requests }
}

const against = (baseUrl: string) => ({ USERPLANE_API_KEY: canaryKey, USERPLANE_BASE_URL: baseUrl })

const deleting = (...args: ReadonlyArray<string>) => ["delete", "--workspace", workspaces.main, ...args]

const old = (linkId: string) =>
  [
    { v: 1, at: "2026-01-12T09:00:00.000Z", type: "run", windows: [], concurrency: 8 },
    {
      v: 1,
      at: "2026-01-12T09:00:01.000Z",
      workspaceId: workspaces.main,
      linkId,
      attempt: 1,
      type: "outcome",
      tag: "Deleted",
      outcome: "Deleted",
      settled: true,
      millis: 80,
      status: 200
    }
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("")

describe("a journal of the sandbox", () => {
  it.scopedLive.each([[[]], [["--dry-run"]], [["--output", "ndjson"]]] as const)(
    "is refused by the real server, with %j: 2",
    ([options]) =>
      Effect.gen(function* () {
        const journal = `${yield* folder}/clean-up.ndjson`
        yield* run(deleting(links.deletable, "--sandbox", "--journal", journal))
        const before = yield* read(journal)
        const { count, fetch } = empty()
        const args = deleting(links.deletable, "--resume", journal, ...options)
        const { exitCode, stderr, stdout } = yield* run(args, { env: against(production), fetch })
        expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
        expect(stderr).toBe(
          `--resume ${journal}: The journal belongs to the server ${sandboxServer}, but this run is for ${production}: resume it as it was started, or start another journal.\n`
        )
        expect(count()).toBe(0)
        expect(yield* read(journal)).toBe(before)
      })
  )

  it.scopedLive("is resumed by the sandbox, with a warning that its links are new", () =>
    Effect.gen(function* () {
      const journal = `${yield* folder}/clean-up.ndjson`
      yield* run(deleting(links.deletable, "--sandbox", "--journal", journal))
      const { exitCode, stderr } = yield* run(deleting(links.deletable, "--sandbox", "--resume", journal))
      expect(exitCode).toBe(0)
      expect(stderr).toContain("Warning: --sandbox makes its links anew in every process")
      expect(stderr).toContain(`Nothing to do: the link is final by the journal ${journal}. No request was sent.\n`)
    })
  )
})

describe("a journal of a server", () => {
  const loopback = "http://127.0.0.1:4010/api/v1"

  it.scopedLive.each([
    ["the sandbox", loopback, undefined, sandboxServer],
    ["another port", loopback, "http://127.0.0.1:4011/api/v1", "http://127.0.0.1:4011/api/v1"],
    ["production", loopback, production, production],
    ["another server than production", production, loopback, loopback]
  ] as const)("is refused by %s: 2", ([, first, second, named]) =>
    Effect.gen(function* () {
      const journal = `${yield* folder}/clean-up.ndjson`
      const { count, fetch } = empty()
      yield* run(deleting("lnk_1", "--journal", journal), { env: against(first), fetch })
      expect(count()).toBe(1)
      const setting = second === undefined ? {} : { env: against(second), fetch }
      const sandbox = second === undefined ? ["--sandbox"] : []
      const { exitCode, stderr } = yield* run(deleting("lnk_1", "--resume", journal, ...sandbox), setting)
      expect(exitCode).toBe(2)
      expect(stderr).toContain(`the server ${first}, but this run is for ${named}:`)
      expect(count()).toBe(1)
    })
  )

  it.scopedLive.each([
    ["a trailing slash", "https://api.example.com/api/v1/"],
    ["another case", "https://API.example.com/api/v1"],
    ["the default port", "https://api.example.com:443/api/v1"]
  ] as const)("is resumed by the same server, named with %s", ([, baseUrl]) =>
    Effect.gen(function* () {
      const journal = `${yield* folder}/clean-up.ndjson`
      const { count, fetch } = empty()
      yield* run(deleting("lnk_1", "lnk_2", "--journal", journal), {
        env: against("https://api.example.com/api/v1"),
        fetch
      })
      const { exitCode, stderr } = yield* run(deleting("lnk_1", "lnk_2", "--resume", journal), {
        env: against(baseUrl),
        fetch
      })
      expect(exitCode).toBe(0)
      expect(stderr).toBe(`Nothing to do: all 2 links are final by the journal ${journal}. No request was sent.\n`)
      expect(count()).toBe(2)
    })
  )

  it.scopedLive("is shown by the report", () =>
    Effect.gen(function* () {
      const journal = `${yield* folder}/clean-up.ndjson`
      const { fetch } = empty()
      yield* run(deleting("lnk_1", "--journal", journal), { env: against(loopback), fetch })
      expect((yield* run(["report", journal])).stdout).toContain(loopback)
      const { stdout } = yield* run(["report", journal, "--output", "ndjson"])
      expect(JSON.parse(stdout)).toMatchObject({ servers: [loopback], hasUnnamedServer: false })
    })
  )
})

describe("a journal of a version that did not name its server", () => {
  const warning = `Warning: The journal has lines that do not name their server, so it cannot be checked that they belong to ${production}.\n`

  it.scopedLive.each([[[]], [["--dry-run"]]] as const)("is resumed with one warning, with %j", ([options]) =>
    Effect.gen(function* () {
      const journal = `${yield* folder}/clean-up.ndjson`
      yield* write(journal, old("lnk_1"))
      const { count, fetch } = empty()
      const args = deleting("lnk_1", "--resume", journal, ...options)
      const { exitCode, stderr } = yield* run(args, { env: against(production), fetch })
      expect({ exitCode, requests: count() }).toEqual({ exitCode: 0, requests: 0 })
      expect(stderr.split(warning)).toHaveLength(2)
    })
  )

  it.scopedLive("says so in its report", () =>
    Effect.gen(function* () {
      const journal = `${yield* folder}/clean-up.ndjson`
      yield* write(journal, old("lnk_1"))
      expect((yield* run(["report", journal])).stdout).toContain("not named by this journal")
    })
  )
})
