import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { run } from "./inProcess.js"
import { longRun, textOf } from "./journals.js"
import { start } from "./spawned.js"

const journalOf = (text: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = `${yield* files.makeTempDirectoryScoped()}/clean-up.ndjson`
    yield* files.writeFileString(path, text)
    return path
  }).pipe(Effect.provide(NodeFileSystem.layer))

const lines = longRun(100).map(textOf)

describe("report", () => {
  it.scopedLive("prints what a journal says, although a process writes on it", () =>
    Effect.gen(function* () {
      const path = yield* journalOf(`${lines.join("\n")}\n{"v":1,"type":"out`)
      const { exitCode, stderr, stdout } = yield* run(["report", path])
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" })
      expect(stdout).toContain("Links     100 links\n")
    })
  )

  it.scopedLive.skipIf(process.platform === "win32")("prints what a journal in a named pipe says", () =>
    Effect.gen(function* () {
      const path = yield* journalOf("")
      const pipe = `${path}.pipe`
      execFileSync("mkfifo", [pipe])
      const { ended } = yield* start(["report", pipe])
      yield* Effect.promise(() => writeFile(pipe, `${lines.join("\n")}\n`))
      const { exitCode, stderr, stdout } = yield* ended
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" })
      expect(stdout).toContain("Links     100 links\n")
    })
  )

  it.scopedLive("prints the numbers as a line of JSON", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run(["report", yield* journalOf(`${lines.join("\n")}\n`), "--output", "ndjson"])
      expect(JSON.parse(stdout)).toMatchObject({ requests: 100, open: 1, windows: [{ most: 100 }, { most: 100 }] })
    })
  )

  it.scopedLive.each([
    ["that is not there", undefined, "The journal cannot be used"],
    ["without a line", "", "The journal has no line yet"],
    ["with a line that is none", `${lines[0]}\nnone\n${lines[1]}\n`, "Line 2 of"]
  ] as const)("says what is wrong with a journal %s", ([, text, said]) =>
    Effect.gen(function* () {
      const path = text === undefined ? "no/such/journal.ndjson" : yield* journalOf(text)
      const { exitCode, stderr, stdout } = yield* run(["report", path])
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toContain(said)
    })
  )

  it.scopedLive("writes a page that has the verdict", () =>
    Effect.gen(function* () {
      const path = yield* journalOf(`${lines.join("\n")}\n`)
      const { exitCode, stderr, stdout } = yield* run(["report", path, "--html", `${path}.html`])
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" })
      expect(stdout).toContain("Links     100 links\n")
      expect(readFileSync(`${path}.html`, "utf8")).toContain("<p>Of 100 requested links, 96 are gone,")
    })
  )

  it.scopedLive("says when its page cannot be written", () =>
    Effect.gen(function* () {
      const path = yield* journalOf(`${lines.join("\n")}\n`)
      const { exitCode, stderr } = yield* run(["report", path, "--html", `${path}/report.html`])
      expect(exitCode).toBe(2)
      expect(stderr).toContain("--html: ")
    })
  )
})
