/** Signals while the command waits. Linux alone says when a process has begun to handle them. */
import { execFileSync } from "node:child_process"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Effect from "effect/Effect"
import { start } from "./spawned.js"

const { workspaces } = Fixtures

const signals = ["SIGTERM", "SIGINT", "SIGHUP"] as const

const options = ["--workspace", workspaces.main, "--sandbox", "--output", "ndjson"]

const makePipe = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const pipe = `${yield* files.makeTempDirectoryScoped()}/pipe`
  execFileSync("mkfifo", [pipe])
  return pipe
})

describe.skipIf(process.platform !== "linux").each(signals)("the first %s ends", (name) => {
  it.scopedLive("the wait for a pipe that nobody opens: 130", () =>
    Effect.gen(function* () {
      const { ended, handlesSignals, signal } = yield* start(["delete", "--from", yield* makePipe, ...options])
      yield* handlesSignals
      yield* signal(name)
      expect(yield* ended).toMatchObject({ exitCode: 130, stdout: "" })
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
