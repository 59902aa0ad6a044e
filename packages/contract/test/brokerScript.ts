/** Runs a script of the broker as a user does: in a process of its own. */
import * as ChildProcess from "node:child_process"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

const tsx = createRequire(import.meta.url).resolve("tsx")

export interface Ended {
  readonly code: number | null
  readonly output: string
}

export interface Running {
  readonly ended: Effect.Effect<Ended>
  /** Interrupts it, as Ctrl-C does. */
  readonly interrupt: Effect.Effect<void>
}

// Whatever the tests' own environment says of brokers and CI services, a script is told by the tests alone.
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) =>
      !/^(PACT_|CI_|GITHUB_|BITBUCKET_|BUILDKITE_|CIRCLE_|DRONE_|TRAVIS_|SYSTEM_|BRANCH_NAME|BUILD_)/.test(name)
  )
)

export type Script = (name: string, ...args: ReadonlyArray<string>) => Effect.Effect<Running, never, Scope.Scope>

export interface Surroundings {
  readonly variables?: Readonly<Record<string, string>>
  /** Default: the folder of this package. */
  readonly folder?: string
}

/** Starts scripts in these surroundings. One that still runs at the end of its scope is killed. */
export const starting =
  ({ folder, variables }: Surroundings): Script =>
  (name, ...args) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const path = fileURLToPath(new URL(`../scripts/${name}.ts`, import.meta.url))
        const child = ChildProcess.spawn(process.execPath, ["--import", tsx, path, ...args], {
          cwd: folder,
          env: { ...inherited, ...variables, PACT_DO_NOT_TRACK: "true", NO_COLOR: "1" },
          stdio: ["ignore", "pipe", "pipe"]
        })
        const output: Array<Buffer> = []
        child.stdout.on("data", (chunk) => output.push(chunk))
        child.stderr.on("data", (chunk) => output.push(chunk))
        const ended = new Promise<Ended>((resolve) =>
          child.once("close", (code) => resolve({ code, output: Buffer.concat(output).toString("utf8") }))
        )
        return { child, ended }
      }),
      ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
    ).pipe(
      Effect.map(({ child, ended }) => ({
        ended: Effect.promise(() => ended),
        interrupt: Effect.sync(() => child.kill("SIGINT"))
      }))
    )

/** Runs scripts in these surroundings to their end. */
export const running =
  (surroundings: Surroundings) =>
  (name: string, ...args: ReadonlyArray<string>): Effect.Effect<Ended> =>
    Effect.scoped(Effect.flatMap(starting(surroundings)(name, ...args), ({ ended }) => ended))
