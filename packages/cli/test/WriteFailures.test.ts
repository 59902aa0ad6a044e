/** Output that cannot be written: in processes of its own. */
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Effect from "effect/Effect"
import { FakeStream } from "./fakeStream.js"
import { run } from "./inProcess.js"
import { longRun, textOf } from "./journals.js"

const { links, workspaces } = Fixtures

const script = fileURLToPath(new URL("../dist/userplane-links.js", import.meta.url))

const folder = mkdtempSync(join(tmpdir(), "userplane-links-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

writeFileSync(
  join(folder, "ended.ndjson"),
  longRun(10)
    .map((line) => `${textOf(line)}\n`)
    .join("")
)

/** Runs a line of the shell, in which `links` is the command. */
const shell = (line: string) =>
  new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = spawn("sh", ["-c", line.replaceAll("links", `exec '${process.execPath}' '${script}'`)], {
      cwd: folder,
      stdio: ["pipe", "pipe", "pipe"]
    })
    let stdout = ""
    let stderr = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text
    })
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }))
  })

const deleting = `links delete ${links.deletable} ${links.gone} -w ${workspaces.main} --sandbox`

describe.skipIf(!existsSync("/dev/full"))("a full device behind stdout", () => {
  it.each([
    ["a table", deleting],
    ["NDJSON", `${deleting} --output ndjson`],
    ["a list", `links list -w ${workspaces.main} --sandbox`],
    ["a report", `links report ended.ndjson`],
    ["the help", "links --help"],
    ["the sandbox's addresses", "links sandbox --port 0"]
  ])("is said, and ends with 4: %s", async (_, line) => {
    const { exitCode, stderr } = await shell(`${line} > /dev/full`)
    expect(exitCode).toBe(4)
    expect(stderr.match(/^The results could not be written: ENOSPC.*\.$/gm)).toHaveLength(1)
  })

  it("ends with 4 when stderr cannot be written either", async () => {
    expect((await shell(`${deleting} > /dev/full 2> /dev/full`)).exitCode).toBe(4)
  })

  it("leaves the exit code alone behind stderr", async () => {
    expect((await shell(`${deleting} 2> /dev/full`)).exitCode).toBe(0)
  })

  it("is said of the version", async () => {
    const { exitCode, stderr } = await shell("links --version > /dev/full")
    expect(exitCode).toBe(4)
    expect(stderr).toContain("could not be written: ENOSPC")
  })

  it("shows the results on stderr where no journal has them", async () => {
    const { stderr } = await shell(`${deleting} > /dev/full`)
    expect(stderr).toContain("2 of 2 deleted or already gone.")
  })

  it("says how to resume with a journal", async () => {
    const { exitCode, stderr } = await shell(`${deleting} --journal kept.ndjson > /dev/full`)
    expect(exitCode).toBe(4)
    expect(stderr).toContain("--resume kept.ndjson")
    expect(readFileSync(join(folder, "kept.ndjson"), "utf8")).toContain('"tag":"Deleted"')
  })
})

describe.skipIf(!existsSync("/dev/full"))("a full device", () => {
  it("behind a journal ends with 4", async () => {
    const { exitCode, stderr } = await shell(`${deleting} --journal /dev/full`)
    expect(exitCode).toBe(4)
    expect(stderr).toContain("The journal could not be written: /dev/full is a device")
  })

  it("behind a report's page ends with 4, and the report is printed", async () => {
    const { exitCode, stderr, stdout } = await shell(`links report ended.ndjson --html /dev/full`)
    expect(exitCode).toBe(4)
    expect(stderr).toMatch(/--html: \/dev\/full could not be written: .*ENOSPC/)
    expect(stdout).toContain("10 links")
  })
})

describe("results that cannot be written", () => {
  it.live.each(["ENOSPC", "EIO", "EBADF"])("stop the run at once: %s", (code) =>
    Effect.gen(function* () {
      const ids = Array.from({ length: 50 }, (_, index) => `lnk_${index}`)
      const args = ["delete", ...ids, "-w", workspaces.main, "--sandbox", "--output", "ndjson", "--concurrency", "1"]
      const stdout = new FakeStream({ full: { code, after: 10 } })
      const ended = yield* run(args, { stdout })
      expect(ended.exitCode).toBe(4)
      expect(ended.stderr).toContain(`The results could not be written: write ${code}.`)
      expect(ended.stderr.match(/"LinkNotFound"/g)?.length).toBeLessThan(4)
    })
  )
})
