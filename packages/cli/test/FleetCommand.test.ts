/** The commands that talk to a worker, against the server of one that works on nothing. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import { describe, expect, it } from "@effect/vitest"
import * as Fleet from "@effect-userplane/fleet/Fleet"
import * as FleetServer from "@effect-userplane/fleet/FleetServer"
import { refusing } from "@effect-userplane/testing/Loopback"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { canaryKey } from "./fixtures.js"
import { run, type Setting } from "./inProcess.js"
import { oneLink, textOf } from "./journals.js"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "userplane-fleet-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

const database = Layer.unwrapScoped(
  Effect.map(folder, (folder) => LibsqlClient.layer({ url: `file:${folder}/userplane.db`, intMode: "bigint" }))
)

const server = FleetServer.layer().pipe(Layer.provideMerge(Fleet.layer), Layer.provide(database))

const test = (
  name: string,
  effect: Effect.Effect<unknown, unknown, Fleet.Fleet | FleetServer.FleetServer | Scope.Scope>
) => it.live(name, () => effect.pipe(Effect.scoped, Effect.provide(server)))

/** Runs `fleet` with the worker of the test. */
const fleet = (line: string, setting?: Setting) =>
  Effect.flatMap(FleetServer.FleetServer, ({ url }) => run(["fleet", ...line.split(" "), "--worker", url], setting))

const submit = "submit lnk_1 lnk_2 -w ws_1 --run clean-up"

const lines = (stdout: string): ReadonlyArray<unknown> =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))

describe("fleet submit", () => {
  test(
    "hands links over, and says how the run is",
    Effect.gen(function* () {
      expect(yield* fleet(`${submit} --concurrency 3`)).toStrictEqual({
        exitCode: 0,
        stdout: "clean-up: Running, 0 of 2 links final, 0 failed.\n",
        stderr: ""
      })
      const again = yield* fleet(`${submit} --output ndjson`)
      expect(lines(again.stdout)).toEqual([
        {
          id: "clean-up",
          user: "default",
          state: "Running",
          concurrency: 3,
          final: 0,
          failed: 0,
          pending: 2,
          inFlight: 0
        }
      ])
    })
  )

  test(
    "reads links as delete does: from a file, and from stdin",
    Effect.gen(function* () {
      const file = join(yield* folder, "links.csv")
      writeFileSync(file, "linkId,workspaceId\nlnk_1,ws_1\nlnk_2,ws_1\n")
      const { stdout } = yield* fleet(`submit --from ${file} --run file`)
      expect(stdout).toBe("file: Running, 0 of 2 links final, 0 failed.\n")
      const piped = yield* fleet("submit - -w ws_1 --run pipe", { stdin: "lnk_1\nlnk_2\nlnk_3\n" })
      expect(piped.stdout).toBe("pipe: Running, 0 of 3 links final, 0 failed.\n")
    })
  )

  test(
    "passes over the links that are final by the journal of a deletion",
    Effect.gen(function* () {
      const file = join(yield* folder, "clean-up.ndjson")
      writeFileSync(file, oneLink.map((line) => `${textOf(line)}\n`).join(""))
      const { exitCode, stdout } = yield* fleet(`${submit} --journal ${file}`)
      expect({ exitCode, stdout }).toStrictEqual({
        exitCode: 0,
        stdout: "clean-up: Running, 1 of 2 links final, 0 failed.\n"
      })
      writeFileSync(file, "{}\n")
      const broken = yield* fleet(`submit lnk_1 -w ws_1 --run broken --journal ${file}`)
      expect(broken.exitCode).toBe(2)
      expect(broken.stderr).toContain(`Line 1 of ${file} is not a line of a journal`)
    })
  )

  test(
    "refuses what delete refuses, and hands nothing over",
    Effect.gen(function* () {
      for (const [line, said] of [
        ["submit https://a.io/links/lnk_1 -w ws_1 --run clean-up", "seems to be lnk_1"],
        ["submit lnk_1 --run clean-up", "--workspace"],
        ["submit --run clean-up", "Missing argument <linkId>"],
        ["submit lnk_1 -w ws_1", "--run"],
        [`submit lnk_1 -w ws_1 --run ${canaryKey}`, "looks like an API key"],
        [`submit lnk_1 -w ws_1 --run clean-up --user ${canaryKey}`, "looks like an API key"],
        ["submit lnk_1 -w ws_1 --run clean-up --concurrency 0", "greater than or equal to 1"]
      ] as const) {
        const { exitCode, stderr, stdout } = yield* fleet(line)
        expect({ line, exitCode, stdout }).toStrictEqual({ line, exitCode: 2, stdout: "" })
        expect(stderr).toContain(said)
        expect(stderr).not.toContain(canaryKey)
      }
      const { runs } = yield* Fleet.Fleet
      expect(yield* runs).toEqual([])
    })
  )

  test(
    "asks before more than 100 links are handed over",
    Effect.gen(function* () {
      const stdin = Array.from({ length: 101 }, (_, index) => `lnk_${index}`).join("\n")
      const refused = yield* fleet("submit - -w ws_1 --run clean-up", { stdin, columns: 80, answer: "n" })
      expect(refused.exitCode).toBe(2)
      expect(refused.stderr).toContain("Delete 101 links?")
      const { runs } = yield* Fleet.Fleet
      expect(yield* runs).toEqual([])
      const { stdout } = yield* fleet("submit - -w ws_1 --run clean-up --yes", { stdin, columns: 80 })
      expect(stdout).toContain("0 of 101 links final")
    })
  )

  test(
    "says that a run belongs to another user",
    Effect.gen(function* () {
      yield* fleet(submit)
      const { exitCode, stderr } = yield* fleet(`${submit} --user ada`)
      expect({ exitCode, stderr }).toStrictEqual({
        exitCode: 2,
        stderr: "--user: the run was submitted before, for the user default.\n"
      })
    })
  )
})

describe("fleet status", () => {
  test(
    "lists all runs, the newest first",
    Effect.gen(function* () {
      expect((yield* fleet("status")).stdout).toBe("There is no run: submit one.\n")
      yield* fleet(submit)
      const { stdout } = yield* fleet("status")
      expect(stdout).toMatch(/│ clean-up │ Running │ +2 │ +0 │ +0 │/)
      expect(lines((yield* fleet("status --output ndjson")).stdout)).toMatchObject([{ id: "clean-up", pending: 2 }])
    })
  )

  test(
    "tells all of one",
    Effect.gen(function* () {
      yield* fleet(submit)
      const { exitCode, stdout } = yield* fleet("status clean-up")
      expect(exitCode).toBe(0)
      expect(stdout).toMatch(/^ {2}run +clean-up\n {2}state +Running\n {2}links +0 of 2 final, 0 failed, 0 in flight\n/)
      expect(stdout).toMatch(/^ {2}uses +100% of the quota, 8 links at a time$/m)
      expect(stdout).toMatch(/^ {2}worker +none for the user default$/m)
      expect(lines((yield* fleet("status clean-up --output ndjson")).stdout)).toMatchObject([
        { share: 1, lastErrors: [] }
      ])
    })
  )

  test(
    "watches one until it ends: 5 with links that are pending",
    Effect.gen(function* () {
      yield* fleet(submit)
      const { cancel } = yield* Fleet.Fleet
      yield* cancel("clean-up")
      for (const [setting, shown] of [
        [{}, "0 of 2 links done, Cancelled, 0 failed, 0 in the last minute\n"],
        [{ columns: 90 }, ""]
      ] as const) {
        const { exitCode, stdout } = yield* fleet("status clean-up --watch", setting)
        expect(exitCode).toBe(5)
        expect(stdout.startsWith(`${shown}  run `)).toBe(true)
        // Of a run that is over, nothing is foretold.
        expect(stdout).not.toMatch(/^ {2}(ends|rate|uses|worker) /m)
      }
      const { stdout } = yield* fleet("status clean-up --watch --output ndjson")
      expect(lines(stdout)).toMatchObject([{ state: "Cancelled", pending: 2 }])
    })
  )
})

describe("fleet outcomes", () => {
  test(
    "says that links are pending: 5",
    Effect.gen(function* () {
      yield* fleet(submit)
      const { exitCode, stdout } = yield* fleet("outcomes clean-up --output ndjson")
      expect(exitCode).toBe(5)
      expect(lines(stdout)).toMatchObject([{ type: "summary", links: 0, pending: 2, exitCode: 5 }])
    })
  )
})

describe("a change of a run", () => {
  test(
    "is said, and made",
    Effect.gen(function* () {
      const { status } = yield* Fleet.Fleet
      yield* fleet(submit)
      expect((yield* fleet("pause clean-up")).stdout).toBe("clean-up: Paused, 0 of 2 links final, 0 failed.\n")
      expect((yield* fleet("resume clean-up --output ndjson")).stdout).toContain('"state":"Running"')
      expect((yield* fleet("set clean-up --concurrency 2 --quota-share 50%")).exitCode).toBe(0)
      expect(yield* status("clean-up")).toMatchObject({ concurrency: 2 })
      expect((yield* fleet("status clean-up")).stdout).toContain("50% of the quota, 2 links at a time")
      expect((yield* fleet("cancel clean-up")).stdout).toContain("Cancelled")
      for (const line of ["pause clean-up", "resume clean-up", "set clean-up --concurrency 3"]) {
        const { exitCode, stderr, stdout } = yield* fleet(line)
        expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
        expect(stderr).toContain("the run clean-up is Cancelled, and stays")
      }
    })
  )

  test(
    "is a question where somebody can answer, when it is for good",
    Effect.gen(function* () {
      const { status } = yield* Fleet.Fleet
      yield* fleet(submit)
      const { exitCode, stderr } = yield* fleet("cancel clean-up", { columns: 80, answer: "n" })
      expect(exitCode).toBe(2)
      expect(stderr).toContain("Cancel clean-up? It cannot be resumed. [y/N] Nothing was cancelled.\n")
      expect(yield* status("clean-up")).toMatchObject({ state: "Running" })
      expect((yield* fleet("cancel clean-up", { columns: 80, answer: "y" })).exitCode).toBe(0)
    })
  )
})

describe("fleet key", () => {
  test(
    "names a place, and never takes a key",
    Effect.gen(function* () {
      yield* fleet(submit)
      expect(yield* fleet("key env:NEXT_API_KEY")).toStrictEqual({
        exitCode: 0,
        stdout: "The key of default is at env:NEXT_API_KEY. No run was waiting for it.\n",
        stderr: ""
      })
      for (const place of [canaryKey, `env:${canaryKey}`, "NEXT_API_KEY"]) {
        const { exitCode, stderr, stdout } = yield* fleet(`key ${place}`)
        expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
        expect(stderr).toContain("Expected where the key is")
        expect(stderr).not.toContain(canaryKey)
      }
    })
  )
})

describe("wrong usage", () => {
  test(
    "of a run that was never submitted ends with 2",
    Effect.gen(function* () {
      for (const command of ["status", "status --watch", "outcomes", "outcomes -f", "pause", "resume", "cancel"]) {
        const { exitCode, stderr, stdout } = yield* fleet(`${command} unknown`)
        expect({ command, exitCode, stdout }).toStrictEqual({ command, exitCode: 2, stdout: "" })
        expect(stderr).toBe("There is no run unknown: submit it first.\n")
      }
    })
  )

  it.live.each([
    ["status --watch", "Missing argument <run>"],
    ["set clean-up", "Expected --concurrency, --quota-share or both"],
    ["status --worker http://ada:secret@127.0.0.1:4020", "Expected the URL of a worker"],
    ["status --worker 4020", "Expected the URL of a worker"],
    ["worker --database a.db --postgres", "not both"],
    ["worker --port 65536", "65535"],
    ["worker --postgres --port 0", "DATABASE_URL"],
    ["worker --database /nowhere/userplane.db --port 0 --sandbox", "/nowhere/userplane.db cannot be used"]
  ] as const)("ends with 2, and says what is wrong: %s", ([line, said]) =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(["fleet", ...line.split(" ")], {
        env: { USERPLANE_API_KEY: canaryKey }
      })
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toContain(said)
      expect(stderr).not.toContain("secret")
    })
  )

  it.live("of a worker that is not there says how to start one: 2", () =>
    Effect.gen(function* () {
      const origin = yield* Effect.promise(refusing)
      const { exitCode, stderr, stdout } = yield* run(["fleet", "status", "--worker", origin])
      expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
      expect(stderr).toBe(
        `The worker at ${origin} cannot be reached: ECONNREFUSED. Start a worker with: userplane-links fleet worker\n`
      )
    })
  )
})
