/** The way of a clean-up to a fleet, as the README of the repository shows it: its lines are run as they stand there. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { run, start } from "./spawned.js"

const { keys, workspaces } = Fixtures

/** The arguments of the lines that begin so. There are no others of that beginning. */
const argsOf = (command: string): ReadonlyArray<string> => {
  const lines = readFileSync(new URL("../../../README.md", import.meta.url), "utf8").split("\n")
  const [line, ...others] = lines.filter((line) => line.startsWith(`userplane-links ${command} `))
  if (line === undefined || others.length > 0) throw new Error(`README does not show ${command} once`)
  const [shown = ""] = line.split(/ [#&>] ?/)
  return shown.split(" ").slice(1)
}

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "userplane-readme-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

it.scopedLive("a clean-up moves to a fleet by the lines of the README", () =>
  Effect.gen(function* () {
    const { requests } = yield* Sandbox.Sandbox
    const { baseUrl } = yield* SandboxServer.SandboxServer
    const env = { USERPLANE_BASE_URL: baseUrl, USERPLANE_API_KEY: Redacted.value(keys.admin) }
    const home = yield* folder
    const of = (command: string) =>
      argsOf(command).map((arg) =>
        arg.endsWith(".ndjson") ? join(home, arg) : arg.replace("ws_abc123", workspaces.main)
      )

    const listed = yield* run(of("list"), env)
    writeFileSync(join(home, "links.ndjson"), listed.stdout)
    const count = listed.stdout.split("\n").length - 1

    // The quota holds it up, so that Ctrl-C comes in time.
    const begun = yield* start([...of("delete"), "--per-minute", "10"], env)
    const journal = join(home, "clean-up.ndjson")
    const ended = Effect.sync(() => (existsSync(journal) ? readFileSync(journal, "utf8").split('"outcome"').length : 0))
    yield* Effect.repeat(ended, { until: (ended) => ended > 5, schedule: Schedule.spaced("10 millis") })
    yield* begun.signal("SIGINT")
    expect((yield* begun.ended).exitCode).toBe(130)

    const database = ["--database", join(home, "userplane.db"), "--port", "0", "--output", "ndjson"]
    const worker = yield* start(
      of("fleet worker").flatMap((arg) => (arg === "--postgres" ? database : arg)),
      env
    )
    const { url }: { readonly url: string } = JSON.parse(yield* worker.firstLine)
    for (const command of ["fleet submit", "fleet set"]) {
      expect(yield* run([...of(command), "--worker", url], env)).toMatchObject({ exitCode: 0, stderr: "" })
    }
    const { stdout } = yield* run([...of("fleet status"), "--worker", url], env)
    expect(stdout).toContain(`${count} of ${count} final`)

    const asked = (yield* requests).filter(({ method }) => method === "DELETE").map(({ path }) => path)
    expect(new Set(asked).size).toBe(count)
  }).pipe(Effect.provide(Layer.provideMerge(SandboxServer.layer(), Sandbox.layer())))
)
