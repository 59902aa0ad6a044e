/** A Postgres server of its own for the tests, where there is one: on a Unix socket in a temporary folder, as a user who is not root. */
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Connection } from "./client.js"

const versions = "/usr/lib/postgresql"

const newest = (): string | undefined => {
  const found = existsSync(versions) ? readdirSync(versions) : []
  const [version] = found.toSorted((one, other) => Number(other) - Number(one))
  return version === undefined ? undefined : join(versions, version, "bin")
}

const bin = process.env["POSTGRES_BIN"] ?? newest()

/** `.ci/run` sets it, so that no test is skipped there. */
const isRequired = process.env["REQUIRE_POSTGRES"] !== undefined

export const isMissing = !isRequired && bin === undefined

export const howToHaveIt =
  "Skipped without Postgres: apt-get install postgresql-15, or set POSTGRES_BIN to the folder of its programs. REQUIRE_POSTGRES=1 skips nothing."

/** The user that a server runs as in place of root, whom Postgres refuses: nobody. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

const program = (name: string): string => join(bin ?? "", name)

export class Postgres extends Context.Tag("@effect-userplane/fleet/test/Postgres")<
  Postgres,
  {
    /** Makes a database with nothing in it. */
    readonly database: Effect.Effect<Connection>
    /** Ends the server as it is ended by a restart, or at once as by a crash, and starts it again. */
    readonly restart: (mode: "fast" | "immediate") => Effect.Effect<void>
  }
>() {}

const start = (folder: string): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const settings = ["listen_addresses=", `unix_socket_directories=${folder}`, "fsync=off", "max_connections=100"]
    const args = ["-D", join(folder, "data"), ...settings.flatMap((setting) => ["-c", setting])]
    const server = spawn(program("postgres"), args, { ...unprivileged, stdio: ["ignore", "ignore", "pipe"] })
    let log = ""
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text
      if (log.includes("ready to accept connections")) resolve(server)
    })
    server.on("exit", () => reject(new Error(`Postgres did not start: ${log}`)))
    server.on("error", reject)
  })

const stop = (server: ChildProcess, signal: "SIGINT" | "SIGQUIT"): Promise<unknown> => {
  const exit = new Promise((resolve) => server.once("exit", resolve))
  server.kill(signal)
  return exit
}

const folder = Effect.acquireRelease(
  Effect.sync(() => {
    // The temporary folder of a run of CI is root's alone.
    const folder = mkdtempSync("/tmp/userplane-postgres-")
    if (unprivileged.uid !== undefined) chownSync(folder, unprivileged.uid, unprivileged.gid)
    return folder
  }),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

export const layer: Layer.Layer<Postgres> = Layer.scoped(
  Postgres,
  Effect.gen(function* () {
    const host = yield* folder
    const initialize = ["-D", join(host, "data"), "-U", "userplane", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    yield* Effect.promise(() => promisify(execFile)(program("initdb"), initialize, unprivileged))
    let server = yield* Effect.promise(() => start(host))
    yield* Effect.addFinalizer(() => Effect.promise(() => stop(server, "SIGINT")))
    let databases = 0
    return {
      database: Effect.promise(async () => {
        databases += 1
        const database = `test_${databases}`
        await promisify(execFile)(program("createdb"), ["-h", host, "-U", "userplane", database])
        return { host, database }
      }),
      restart: (mode) =>
        Effect.promise(async () => {
          await stop(server, mode === "fast" ? "SIGINT" : "SIGQUIT")
          server = await start(host)
        })
    }
  })
)
