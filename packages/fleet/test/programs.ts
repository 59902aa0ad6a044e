/** Programs of one user as processes of their own. */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Effect from "effect/Effect"
import { build } from "esbuild"

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const names = ["program", "worker"] as const

/** Bundles the programs once: they start several times faster than from their sources. */
const bundled = Effect.runSync(
  Effect.cached(
    Effect.promise(() =>
      build({
        entryPoints: names.map((name) => pathOf(`${name}.ts`)),
        outdir: pathOf("../build"),
        outExtension: { ".js": ".cjs" },
        bundle: true,
        // As the driver is.
        format: "cjs",
        platform: "node",
        // Which the driver has no need of.
        external: ["pg-native"],
        logLevel: "warning"
      })
    )
  )
)

export interface Program {
  /** The lines that have been written by now which begin with a text. */
  readonly lines: (text: string) => Effect.Effect<ReadonlyArray<string>>
  /** Waits until so many lines have been written that begin with a text. */
  readonly reported: (count: number, text?: string) => Effect.Effect<void>
  readonly signal: (signal: "SIGCONT" | "SIGKILL" | "SIGSTOP" | "SIGTERM" | "SIGUSR2") => Effect.Effect<void>
  /** Waits for its end: its code, which is `null` when a signal ended it, and what it said on its standard error. */
  readonly ended: Effect.Effect<{ readonly exitCode: number | null; readonly stderr: string }>
}

/** Starts a program with a task. It is killed with the scope, if it has not ended by then. */
export const start = (name: (typeof names)[number], baseUrl: string, task: object) =>
  Effect.acquireRelease(
    Effect.map(bundled, () =>
      spawn(process.execPath, ["--expose-gc", pathOf(`../build/${name}.cjs`), JSON.stringify(task)], {
        env: {
          ...process.env,
          // The engine sends a statement while another is on its way, which the driver warns of.
          NODE_NO_WARNINGS: "1",
          USERPLANE_API_KEY: Fixtures.plainKeys.member,
          USERPLANE_BASE_URL: baseUrl
        },
        stdio: ["ignore", "pipe", "pipe"]
      })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  ).pipe(
    Effect.map((child): Program => {
      let output = ""
      let stderr = ""
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text
      })
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text
      })
      const closed = new Promise<{ readonly exitCode: number | null; readonly stderr: string }>((resolve) => {
        child.on("close", (exitCode) => resolve({ exitCode, stderr }))
      })
      const lines = (text: string): ReadonlyArray<string> => {
        const all = output.split("\n").slice(0, -1)
        return all.filter((line) => line.startsWith(text))
      }
      return {
        lines: (text) => Effect.sync(() => lines(text)),
        reported: (count, text = "") =>
          Effect.async((resume) => {
            const ends = (effect: Effect.Effect<void>) => {
              stop()
              resume(effect)
            }
            const look = () => {
              if (lines(text).length >= count) ends(Effect.void)
            }
            const tooEarly = () => ends(Effect.dieMessage(`It ended early, with ${output}${stderr}`))
            const stop = () => {
              child.stdout.off("data", look)
              child.off("close", tooEarly)
            }
            child.stdout.on("data", look)
            child.on("close", tooEarly)
            look()
            return Effect.sync(stop)
          }),
        signal: (signal) => Effect.sync(() => child.kill(signal)),
        ended: Effect.promise(() => closed)
      }
    })
  )
