/** The command as users start it, against a sandbox over HTTP and against the embedded one. */

import { readFileSync, writeFileSync } from "node:fs"
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
import { canaryKey } from "./fixtures.js"
import { run, start } from "./spawned.js"

const { links, workspaces } = Fixtures

const server = SandboxServer.layer().pipe(Layer.provideMerge(Sandbox.layer({ seed: 7 })))

/** The environment of a user's shell, with a key of the sandbox or any other. */
const environment = (key: string) =>
  Effect.map(SandboxServer.SandboxServer, ({ baseUrl }) => ({ USERPLANE_BASE_URL: baseUrl, USERPLANE_API_KEY: key }))

const asMember = environment(Redacted.value(Fixtures.keys.member))

const deleting = (linkIds: ReadonlyArray<string>, ...options: ReadonlyArray<string>) => [
  "delete",
  ...linkIds,
  "--workspace",
  workspaces.main,
  ...options
]

/** One link after another, so that results come in the order of the links. */
const inOrder = ["--concurrency", "1", "--output", "ndjson"]

const results = (stdout: string): ReadonlyArray<unknown> =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type !== "summary")

const requests = Effect.flatMap(Sandbox.Sandbox, ({ requests }) => requests)

/** Waits until the sandbox has seen so many requests. */
const seen = (count: number) =>
  Effect.repeat(requests, { schedule: Schedule.spaced("10 millis"), until: ({ length }) => length >= count })

describe("delete", () => {
  it.scopedLive("deletes links over HTTP: 0", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(
        deleting([links.deletable, links.gone, links.lostReply], ...inOrder),
        yield* asMember
      )
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" })
      expect(results(stdout)).toMatchObject([
        { linkId: links.deletable, result: "Deleted", attempts: 1, confirmation: "Reply" },
        { linkId: links.gone, result: "AlreadyGone", attempts: 1, error: "LinkGone", status: 410, code: "LINK_GONE" },
        { linkId: links.lostReply, result: "Deleted", attempts: 2, confirmation: "GoneAfterLostReply" }
      ])
      const { link } = yield* Sandbox.Sandbox
      expect((yield* link(links.deletable))?.deletedAt).toBeTypeOf("number")
    }).pipe(Effect.provide(server))
  )

  it.scopedLive("says that some were not deleted: 1", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(
        deleting([links.forbidden, links.deletable], ...inOrder),
        yield* asMember
      )
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 1, stderr: "" })
      expect(results(stdout)).toMatchObject([
        { result: "NotDeleted", error: "LinkDeleteForbidden" },
        { result: "Deleted" }
      ])
    }).pipe(Effect.provide(server))
  )

  it.scopedLive("sends nothing when what a file on stdin names looks like a mistake anywhere: 2", () =>
    Effect.gen(function* () {
      const file = `${yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())}/links`
      // More than is read ahead of a pipe.
      writeFileSync(file, `${links.deletable}\n`.repeat(60_000).concat(`${links.gone},Title\n`))
      const { exitCode, stderr, stdout } = yield* run(deleting(["-"], ...inOrder), yield* asMember, { file })
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toMatch(
        /^stdin, line 60001: "lnk_demo_gone,Title" looks like a row of a table.+ Nothing was deleted\.\n$/
      )
      expect(yield* requests).toHaveLength(0)
    }).pipe(Effect.provide([server, NodeFileSystem.layer]))
  )

  it.scopedLive("says that the key was rejected, without showing it: 3", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(
        deleting([links.deletable, links.busy], "--concurrency", "1", "--log-level", "all"),
        yield* environment(canaryKey)
      )
      expect(exitCode).toBe(3)
      expect(stdout).toContain("401 API_KEY_INVALID")
      expect(stdout).toContain("1 not deleted, 1 not attempted.")
      expect(stdout + stderr).not.toContain(canaryKey)
      expect(yield* requests).toHaveLength(1)
    }).pipe(Effect.provide(server))
  )

  it.live("says that the configuration is wrong, on stderr alone and without the key: 2", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(deleting([links.deletable]), {
        USERPLANE_API_KEY: canaryKey.replace("_", "-")
      })
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toMatch(/^USERPLANE_API_KEY: .+\n$/)
      expect(stderr).not.toContain("canary")
    })
  )

  it.scopedLive("finishes what is in flight at the first Ctrl-C, and says how to go on: 130", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.Slow.make({ delay: Duration.seconds(1) }), { linkId: links.deletable })
      const { ended, signal } = yield* start(deleting([links.deletable, links.gone], ...inOrder), yield* asMember)
      yield* seen(1)
      yield* signal("SIGINT")
      const { exitCode, stderr, stdout } = yield* ended
      expect(exitCode).toBe(130)
      expect(results(stdout)).toMatchObject([
        { linkId: links.deletable, result: "Deleted" },
        { linkId: links.gone, result: "NotAttempted", attempts: 0 }
      ])
      expect(stderr).toMatch(/^Finishing what is in flight\. Ctrl-C again stops at once\.\nRun it again to resume: /)
    }).pipe(Effect.provide(server))
  )

  it.scopedLive("ends the request in flight at the second Ctrl-C, and prints what is known: 130", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.Slow.make({ delay: Duration.hours(1) }), { linkId: links.forbidden })
      const { ended, firstDiagnostic, signal } = yield* start(
        deleting([links.deletable, links.forbidden, links.gone], ...inOrder),
        yield* asMember
      )
      yield* seen(2)
      yield* signal("SIGINT")
      yield* firstDiagnostic
      yield* signal("SIGINT")
      const { exitCode, stdout } = yield* ended
      expect(exitCode).toBe(130)
      expect(results(stdout)).toMatchObject([
        { linkId: links.deletable, result: "Deleted" },
        { linkId: links.forbidden, result: "Unknown", attempts: 1 },
        { linkId: links.gone, result: "NotAttempted", attempts: 0 }
      ])
    }).pipe(Effect.provide(server))
  )

  it.scopedLive("prints the table of what is known when it is interrupted: 130", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.NoReply.make(), { linkId: links.forbidden })
      const { ended, signal } = yield* start(
        deleting([links.deletable, links.forbidden], "--concurrency", "1"),
        yield* asMember
      )
      yield* seen(2)
      yield* signal("SIGTERM")
      const { exitCode, stdout } = yield* ended
      expect(exitCode).toBe(130)
      expect(stdout).toContain("1 of 2 deleted or already gone, 1 unknown.\n")
    }).pipe(Effect.provide(server))
  )

  it.scopedLive("deletes nothing more once nobody reads its results: 130", () =>
    Effect.gen(function* () {
      const linkIds = [links.gone, links.forbidden, links.deletable]
      const { ended, stopReading } = yield* start(deleting(linkIds, ...inOrder), yield* asMember)
      yield* stopReading
      const { exitCode, stderr } = yield* ended
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 130, stderr: "" })
      expect(yield* requests).toHaveLength(1)
    }).pipe(Effect.provide(server))
  )

  it.live("reads links from stdin", () =>
    Effect.gen(function* () {
      const args = ["delete", "-", "--workspace", workspaces.main, "--sandbox", "--output", "ndjson"]
      const { exitCode, stderr, stdout } = yield* run(args, {}, `${links.gone}\n${links.deletable}\n`)
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" })
      expect(results(stdout)).toHaveLength(2)
    })
  )

  it.live("deletes links of the embedded Userplane without a key", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(deleting([links.deletable], "--sandbox"), {
        USERPLANE_API_KEY: canaryKey
      })
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" })
      expect(stdout).toContain("1 of 1 deleted or already gone.")
      expect(stdout).not.toContain("\u001b")
    })
  )
})

describe("sandbox", () => {
  it.scopedLive("says in its first line where it listens, and serves until it is interrupted: 130", () =>
    Effect.gen(function* () {
      const { ended, firstLine, signal } = yield* start(["sandbox", "--port", "0", "--seed", "7", "--output", "ndjson"])
      const sandbox: typeof Fixtures & { readonly baseUrl: string } = JSON.parse(yield* firstLine)
      expect(sandbox).toMatchObject({ seed: 7, workspaces, links })

      const deleted = yield* run(deleting([links.deletable, links.busy], "--output", "ndjson"), {
        USERPLANE_BASE_URL: sandbox.baseUrl,
        USERPLANE_API_KEY: String(sandbox.keys.member)
      })
      expect(deleted.exitCode).toBe(0)
      expect(results(deleted.stdout)).toMatchObject([{ attempts: 1 }, { attempts: 3 }])

      yield* signal("SIGINT")
      expect(yield* ended).toMatchObject({ exitCode: 130, stderr: "" })
    })
  )

  it.scopedLive("prints lines to copy that work", () =>
    Effect.gen(function* () {
      const { ended, firstLine, signal } = yield* start(["sandbox", "--port", "0"])
      yield* firstLine
      yield* signal("SIGINT")
      const { stdout } = yield* ended
      const exported = Object.fromEntries([...stdout.matchAll(/^ {2}export (\w+)=(.+)$/gm)].map(([, ...pair]) => pair))
      expect(exported).toStrictEqual({
        USERPLANE_BASE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/),
        USERPLANE_API_KEY: Redacted.value(Fixtures.keys.member)
      })
      expect(stdout).toMatch(new RegExp(`userplane-links\\S* delete ${links.deletable} ${links.busy} --workspace`))
    })
  )
})

describe("the version", () => {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8")
  )

  it.live("is that of the package", () =>
    Effect.gen(function* () {
      expect(yield* run(["--version"])).toStrictEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: "" })
    })
  )
})
