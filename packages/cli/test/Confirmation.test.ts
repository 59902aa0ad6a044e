/** The question before many links are deleted, in a terminal, and what ends the wait for its answer. */
import { spawn } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Effect from "effect/Effect"

const command = fileURLToPath(new URL("../dist/userplane-links.js", import.meta.url))

interface InTerminal {
  /** Waits until the terminal shows a text. */
  readonly shown: (text: string) => Effect.Effect<void>
  readonly type: (text: string) => Effect.Effect<void>
  readonly signal: (signal: NodeJS.Signals) => Effect.Effect<void>
  readonly exitCode: Effect.Effect<number | null>
}

/** Runs the command in a terminal of its own, by `script` of util-linux. */
const inTerminal = (args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const line = `exec '${process.execPath}' '${command}' ${args.map((arg) => `'${arg}'`).join(" ")}`
      return spawn("script", ["--quiet", "--return", "--command", line, "/dev/null"], {
        env: { PATH: process.env["PATH"], SHELL: "/bin/sh", TERM: "xterm-256color" },
        stdio: ["pipe", "pipe", "ignore"]
      })
    }),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  ).pipe(
    Effect.map((child): InTerminal => {
      let output = ""
      child.stdin.on("error", () => {})
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text
      })
      const closed = new Promise<number | null>((resolve) => child.on("close", resolve))
      return {
        shown: (text) =>
          Effect.async((resume) => {
            const look = () => {
              if (output.includes(text)) resume(Effect.void)
            }
            child.stdout.on("data", look)
            look()
          }),
        type: (text) => Effect.sync(() => child.stdin.write(text)),
        signal: (signal) =>
          Effect.sync(() =>
            process.kill(Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim()), signal)
          ),
        exitCode: Effect.promise(() => closed)
      }
    })
  )

const asked = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const path = `${yield* files.makeTempDirectoryScoped()}/links`
  writeFileSync(path, Array.from({ length: 101 }, (_, index) => `lnk_${index}\n`).join(""))
  const terminal = yield* inTerminal(["delete", "--from", path, "--workspace", Fixtures.workspaces.main, "--sandbox"])
  yield* terminal.shown("[y/N] ")
  return terminal
})

const hasTerminals = process.platform === "linux" && existsSync("/usr/bin/script")

describe.skipIf(!hasTerminals)("the question whether many links are to be deleted", () => {
  it.scopedLive.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("ends with 130 at the first %s", (name) =>
    Effect.gen(function* () {
      const { exitCode, signal } = yield* asked
      yield* signal(name)
      expect(yield* exitCode).toBe(130)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive.each([
    ["Ctrl-C", "\u0003", 130],
    ["the end of the input", "\u0004", 2],
    ["no", "n\r", 2]
  ] as const)("ends at %s that is typed", ([, text, code]) =>
    Effect.gen(function* () {
      const { exitCode, type } = yield* asked
      yield* type(text)
      expect(yield* exitCode).toBe(code)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
