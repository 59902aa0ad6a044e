/** The built command as a worker in a process of its own, controlled from this one. */
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "@effect/vitest"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as InProcess from "./inProcess.js"
import { run, start } from "./spawned.js"

const { keys, links, workspaces } = Fixtures

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "userplane-fleet-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

const started = (database: string, options: ReadonlyArray<string>, env?: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const where = ["--port", "0", "--database", database, "--output", "ndjson"]
    const worker = yield* start(["fleet", "worker", ...where, ...options], env)
    const { url }: { readonly url: string } = JSON.parse(yield* worker.firstLine)
    return { ...worker, fleet: (...args: ReadonlyArray<string>) => InProcess.run(["fleet", ...args, "--worker", url]) }
  })

describe("fleet worker", () => {
  it.scopedLive("deletes what is submitted, and goes on where it was stopped: 130", () =>
    Effect.gen(function* () {
      // A name that a URL would read otherwise.
      const database = join(yield* folder, "a b%20#c.db")
      const first = yield* started(database, ["--sandbox"])
      const linkIds = [links.deletable, links.gone, links.forbidden]
      yield* first.fleet("submit", ...linkIds, "-w", workspaces.main, "--run", "clean-up", "--concurrency", "1")
      const { exitCode, stdout } = yield* first.fleet("outcomes", "clean-up", "--follow", "--output", "ndjson")
      expect(exitCode).toBe(1)
      expect(
        stdout
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line))
      ).toMatchObject([
        { linkId: links.deletable, result: "Deleted" },
        { linkId: links.gone, result: "AlreadyGone" },
        { linkId: links.forbidden, result: "NotDeleted", error: "LinkDeleteForbidden" },
        { type: "summary", links: 3, pending: 0, exitCode: 1 }
      ])
      yield* first.signal("SIGINT")
      expect(yield* first.ended).toMatchObject({
        exitCode: 130,
        stderr: "Finishing what is in flight. Ctrl-C again stops at once.\n"
      })

      const second = yield* started(database, ["--sandbox"])
      const watched = yield* second.fleet("status", "clean-up", "--watch")
      expect(watched.exitCode).toBe(1)
      expect(watched.stdout).toContain("3 of 3 final, 1 failed, 0 in flight")
      yield* second.signal("SIGTERM")
      expect(yield* second.ended).toMatchObject({ exitCode: 130, stderr: "" })
    })
  )

  it.scopedLive("pauses a run whose key was rejected, and resumes it with the next one", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const { fleet } = yield* started(join(yield* folder, "userplane.db"), [], {
        USERPLANE_BASE_URL: baseUrl,
        USERPLANE_API_KEY: Redacted.value(keys.expired),
        NEXT_API_KEY: Redacted.value(keys.member)
      })
      yield* fleet("submit", links.deletable, "-w", workspaces.main, "--run", "clean-up")
      const { stdout } = yield* Effect.repeat(Effect.delay(fleet("status", "clean-up"), "50 millis"), {
        until: ({ stdout }) => stdout.includes("Paused")
      })
      expect(stdout).toContain("Paused: ApiKeyExpired: ")
      expect((yield* fleet("key", "env:NEXT_API_KEY")).stdout).toBe(
        "The key of default is at env:NEXT_API_KEY. Resumed: clean-up.\n"
      )
      const ended = yield* fleet("status", "clean-up", "--watch")
      expect(ended).toMatchObject({ exitCode: 0, stderr: "" })
      expect(ended.stdout).toContain("1 of 1 final, 0 failed, 0 in flight")
    }).pipe(Effect.provide(SandboxServer.layer().pipe(Layer.provide(Sandbox.layer()))))
  )

  it.scopedLive("does not wait for what is in flight after the second Ctrl-C: 130", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const { addFault, requests } = yield* Sandbox.Sandbox
      yield* addFault(Fault.NoReply.make(), { linkId: links.deletable })
      const worker = yield* started(join(yield* folder, "userplane.db"), ["--timeout", "1h"], {
        USERPLANE_BASE_URL: baseUrl,
        USERPLANE_API_KEY: Redacted.value(keys.member)
      })
      yield* worker.fleet("submit", links.deletable, "-w", workspaces.main, "--run", "clean-up")
      yield* Effect.repeat(Effect.delay(requests, "20 millis"), { until: ({ length }) => length > 0 })
      yield* worker.signal("SIGINT")
      yield* worker.firstDiagnostic
      yield* worker.signal("SIGINT")
      expect(yield* worker.ended).toMatchObject({ exitCode: 130 })
    }).pipe(Effect.provide(SandboxServer.layer().pipe(Layer.provideMerge(Sandbox.layer()))))
  )

  it.scopedLive("says what to install where the driver is missing: 2", () =>
    Effect.gen(function* () {
      const copy = yield* folder
      const dist = fileURLToPath(new URL("../dist", import.meta.url))
      cpSync(dist, copy, { recursive: true, filter: (path) => !path.endsWith(".map") })
      const script = join(copy, "userplane-links.js")
      const { exitCode, stderr, stdout } = yield* run(["fleet", "worker", "--sandbox"], {}, "", script)
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toContain("npm install @libsql/client@0.12")
    })
  )
})
