/** Files that cannot be written any more in the middle of a deletion: a limit on their size stands for a full disk. */
import { spawn } from "node:child_process"
import { rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { run, start } from "./spawned.js"

const { keys, users, workspaces } = Fixtures

const script = fileURLToPath(new URL("../dist/userplane-links.js", import.meta.url))

const count = 30

const server = SandboxServer.layer().pipe(Layer.provideMerge(Sandbox.layer({ seed: 7 })))

/** Runs the command where no file may grow over so many blocks of 512 bytes. */
const limited = (blocks: number, args: ReadonlyArray<string>, env: Readonly<Record<string, string>>) =>
  Effect.promise(
    () =>
      new Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }>((resolve) => {
        const line = `ulimit -f ${blocks} && exec "$0" "$@"`
        const child = spawn("sh", ["-c", line, process.execPath, script, ...args], { env })
        let stdout = ""
        let stderr = ""
        child.stdin.end()
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
          stdout += text
        })
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
          stderr += text
        })
        child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }))
      })
  )

const setUp = Effect.gen(function* () {
  const { addLinks, requests } = yield* Sandbox.Sandbox
  const { baseUrl } = yield* SandboxServer.SandboxServer
  const files = yield* FileSystem.FileSystem
  const some = yield* addLinks(count, { workspaceId: workspaces.main, creatorId: users.member })
  return {
    env: { USERPLANE_BASE_URL: baseUrl, USERPLANE_API_KEY: Redacted.value(keys.member) },
    folder: yield* files.makeTempDirectoryScoped(),
    linkIds: some.map(({ linkId }) => linkId),
    requests
  }
})

const options = ["--workspace", workspaces.main, "--concurrency", "1", "--output", "ndjson"]

const resultsOf = (stdout: string): ReadonlyArray<string> =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
    .flatMap(({ result, type }) => (type === "summary" ? [] : [result]))

const attempted = (stdout: string) => resultsOf(stdout).filter((result) => result !== "NotAttempted").length

describe.skipIf(process.platform === "win32")("in the middle of a deletion", () => {
  it.scopedLive(
    "a journal that cannot be written stops it with 4, and every outcome is printed and can be resumed",
    () =>
      Effect.gen(function* () {
        const { env, folder, linkIds, requests } = yield* setUp
        const journal = `${folder}/journal`
        const cut = yield* limited(4, ["delete", ...linkIds, ...options, "--journal", journal], env)
        expect(cut.exitCode).toBe(4)
        expect(cut.stderr.match(/EFBIG/g)).toHaveLength(1)
        expect(cut.stderr).toContain(`delete --resume ${journal}`)
        expect(resultsOf(cut.stdout)).toHaveLength(count)
        const sent = (yield* requests).length
        expect(sent).toBeGreaterThan(0)
        expect(sent).toBeLessThan(count)
        expect(attempted(cut.stdout)).toBe(sent)

        const resumed = yield* run(["delete", ...linkIds, ...options, "--resume", journal], env)
        expect(resumed.exitCode).toBe(0)
        // At most the link whose outcome was not kept is asked for again.
        expect((yield* requests).length - count).toBeLessThanOrEqual(1)
      }).pipe(Effect.provide([server, NodeFileSystem.layer]))
  )

  it.scopedLive("a log that cannot be written stops it with 4", () =>
    Effect.gen(function* () {
      const { env, folder, requests } = yield* setUp
      const unknown = Array.from({ length: count }, (_, index) => `lnk_unknown_${index}`)
      const log = `${folder}/log`
      const { exitCode, stderr, stdout } = yield* limited(2, ["delete", ...unknown, ...options, "--log-file", log], env)
      expect(exitCode).toBe(4)
      expect(stderr.match(/^The log could not be written: .+$/gm)).toHaveLength(1)
      const sent = (yield* requests).length
      expect(sent).toBeGreaterThan(0)
      expect(sent).toBeLessThan(count)
      expect(attempted(stdout)).toBe(sent)
      expect(resultsOf(stdout)).toHaveLength(count)
    }).pipe(Effect.provide([server, NodeFileSystem.layer]))
  )

  it.scopedLive("a used quota that cannot be kept stops it with 4", () =>
    Effect.gen(function* () {
      const { env, folder, linkIds, requests } = yield* setUp
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.Slow.make({ delay: Duration.seconds(1) }), { linkId: String(linkIds[0]) })
      const journal = `${folder}/journal`
      const { ended } = yield* start(["delete", ...linkIds, ...options, "--journal", journal], env)
      yield* Effect.repeat(requests, { schedule: Schedule.spaced("10 millis"), until: ({ length }) => length > 0 })
      rmSync(`${journal}.quota`, { recursive: true })
      writeFileSync(`${journal}.quota`, "")
      const { exitCode, stderr, stdout } = yield* ended
      expect(exitCode).toBe(4)
      expect(stderr.match(/^The used quota cannot be kept in .+$/gm)).toHaveLength(1)
      const sent = (yield* requests).length
      expect(sent).toBeLessThan(count)
      expect(attempted(stdout)).toBe(sent)
      expect(resultsOf(stdout)).toHaveLength(count)
    }).pipe(Effect.provide([server, NodeFileSystem.layer]))
  )
})
