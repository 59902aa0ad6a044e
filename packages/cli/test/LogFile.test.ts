import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Effect from "effect/Effect"
import { canaryKey } from "./fixtures.js"
import { run } from "./inProcess.js"

const { links, workspaces } = Fixtures

const folder = mkdtempSync(join(tmpdir(), "userplane-links-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fileOf = (name: string): string => join(folder, name)

const deleting = (ids: ReadonlyArray<string>, ...args: ReadonlyArray<string>) => [
  ...["delete", ...ids, "-w", workspaces.main, "--sandbox", "--concurrency", "1"],
  ...args
]

describe("--log-file", () => {
  it.live("appends the start, each failure and the summary, each with its time", () =>
    Effect.gen(function* () {
      const log = fileOf("log")
      writeFileSync(log, "before\n")
      const { exitCode } = yield* run(deleting([links.deletable, links.forbidden, links.busy], "--log-file", log))
      expect(exitCode).toBe(1)
      const [before, ...lines] = readFileSync(log, "utf8").trimEnd().split("\n")
      expect(before).toBe("before")
      for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \w/)
      const texts = lines.map((line) => line.slice(25))
      expect(texts[0]).toMatch(/^Started: 3 links to delete at \S+, no journal, concurrency 1, 100% of 120 requests/)
      expect(texts.filter((text) => text.startsWith("NotDeleted (LinkDeleteForbidden): "))).toHaveLength(1)
      expect(texts.filter((text) => text.startsWith("Paused: the server asked to wait"))).not.toHaveLength(0)
      expect(JSON.parse(texts.at(-1)?.replace("Summary: ", "") ?? "")).toMatchObject({ type: "summary", exitCode: 1 })
    })
  )

  it.live("holds no key, says why the deletion stopped, and keeps to one line for each thing", () =>
    Effect.gen(function* () {
      const log = fileOf("rejected")
      const fetch: typeof globalThis.fetch = () =>
        Promise.resolve(Response.json({ code: "API_KEY_INVALID", message: `No\n${canaryKey}` }, { status: 401 }))
      const args = ["delete", "lnk_1", "lnk_2", "-w", "ws_1", "--log-file", log]
      const { exitCode } = yield* run(args, { env: { USERPLANE_API_KEY: canaryKey }, fetch })
      expect(exitCode).toBe(3)
      const text = readFileSync(log, "utf8")
      expect(text).not.toContain(canaryKey)
      expect(text).toContain(" Stopped: Rejected\n")
      expect(text.trimEnd().split("\n")).toHaveLength(5)
    })
  )

  it.live.each([
    ["a folder", [folder]],
    ["a file in no folder", [fileOf("no/such/folder/log")]],
    ["the journal", [fileOf("same"), "--journal", fileOf("same")]]
  ] as const)("is refused before anything is sent: %s", ([, args]) =>
    Effect.gen(function* () {
      for (const dry of [[], ["--dry-run"]]) {
        const { exitCode, stderr, stdout } = yield* run(deleting([links.deletable], "--log-file", ...args, ...dry))
        expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
        expect(stderr).toMatch(/^--log-file: .+\n$/)
      }
    })
  )

  it.live.skipIf(!existsSync("/dev/full"))("sends nothing when its first line cannot be written: 4", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(deleting([links.deletable], "--log-file", "/dev/full"))
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 4, stdout: "" })
      expect(stderr).toMatch(/^The log could not be written: \/dev\/full: .*ENOSPC.*\n$/)
    })
  )
})
