/** Signals while the command waits. Linux alone says when a process has begun to handle them. */
import { execFileSync } from "node:child_process"
import { open } from "node:fs/promises"
import { createServer } from "node:net"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { canaryKey } from "./fixtures.js"
import { start } from "./spawned.js"

const { links, workspaces } = Fixtures

const signals = ["SIGTERM", "SIGINT", "SIGHUP"] as const

const options = ["--workspace", workspaces.main, "--sandbox", "--output", "ndjson"]

const silent = { open: "" }

const makeFolder = Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())

const makePipe = Effect.map(makeFolder, (folder) => {
  const pipe = `${folder}/pipe`
  execFileSync("mkfifo", [pipe])
  return pipe
})

/** A server that accepts connections, and never answers. */
const silentServer = Effect.gen(function* () {
  const connected = yield* Deferred.make<void>()
  const server = createServer((socket) => {
    socket.on("error", () => {})
    Deferred.unsafeDone(connected, Effect.void)
  })
  yield* Effect.acquireRelease(
    Effect.async<void>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.void))
    }),
    () => Effect.sync(() => server.close())
  )
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  return { baseUrl: `http://127.0.0.1:${port}/api/v1`, connected: Deferred.await(connected) }
})

const environment = (baseUrl: string) => ({ USERPLANE_BASE_URL: baseUrl, USERPLANE_API_KEY: canaryKey })

/** Waits until a file has a text in it. */
const written = (path: string, text: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) => files.readFileString(path)).pipe(
    Effect.orElseSucceed(() => ""),
    Effect.repeat({ schedule: Schedule.spaced("10 millis"), until: (found) => found.includes(text) })
  )

describe.skipIf(process.platform !== "linux").each(signals)("the first %s ends with 130", (name) => {
  const interrupted = { exitCode: 130, stdout: "" }

  /** Sends the signal as soon as it is handled. */
  const signalled = (...parameters: Parameters<typeof start>) =>
    Effect.gen(function* () {
      const { ended, handlesSignals, signal } = yield* start(...parameters)
      yield* handlesSignals
      yield* signal(name)
      return yield* ended
    })

  it.scopedLive("the wait for a pipe that nobody opens", () =>
    Effect.gen(function* () {
      expect(yield* signalled(["delete", "--from", yield* makePipe, ...options])).toMatchObject(interrupted)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive.each([
    ["delete --from", (pipe: string) => ["delete", "--from", pipe, ...options]],
    ["delete --dry-run", (pipe: string) => ["delete", "--dry-run", "--from", pipe, ...options]],
    ["report", (pipe: string) => ["report", pipe]]
  ] as const)("the wait for a pipe that is open and silent: %s", ([, args]) =>
    Effect.gen(function* () {
      const pipe = yield* makePipe
      const { ended, signal } = yield* start(args(pipe))
      // It opens once the command reads.
      yield* Effect.acquireRelease(
        Effect.promise(() => open(pipe, "w")),
        (file) => Effect.promise(() => file.close())
      )
      yield* signal(name)
      expect(yield* ended).toMatchObject(interrupted)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("a report of a pipe that nobody opens", () =>
    Effect.gen(function* () {
      expect(yield* signalled(["report", yield* makePipe])).toMatchObject(interrupted)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("the wait for stdin", () =>
    Effect.gen(function* () {
      expect(yield* signalled(["delete", "-", ...options], {}, silent)).toMatchObject(interrupted)
    })
  )

  it.scopedLive("the wait for the rest of stdin, when its first link is deleted", () =>
    Effect.gen(function* () {
      const args = ["delete", "-", ...options]
      const { ended, firstLine, signal } = yield* start(args, {}, { open: `${links.deletable}\n` })
      expect(JSON.parse(yield* firstLine)).toMatchObject({ linkId: links.deletable, result: "Deleted" })
      yield* signal(name)
      expect((yield* ended).exitCode).toBe(130)
    })
  )

  it.scopedLive("a list that is not answered", () =>
    Effect.gen(function* () {
      const { baseUrl, connected } = yield* silentServer
      const { ended, signal } = yield* start(["list", "--workspace", "ws_1"], environment(baseUrl))
      yield* connected
      yield* signal(name)
      expect(yield* ended).toMatchObject(interrupted)
    })
  )

  it.scopedLive("the pause of an outage", () =>
    Effect.gen(function* () {
      const log = `${yield* makeFolder}/log`
      // Nobody listens at the port any more.
      const { baseUrl } = yield* Effect.scoped(silentServer)
      const args = ["delete", "lnk_1", "lnk_2", "--workspace", "ws_1", "--output", "ndjson", "--log-file", log]
      const { ended, signal } = yield* start(args, environment(baseUrl))
      yield* written(log, "Outage: ")
      yield* signal(name)
      const { exitCode, stdout } = yield* ended
      expect(exitCode).toBe(130)
      expect(stdout.match(/"linkId"/g)).toHaveLength(2)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
