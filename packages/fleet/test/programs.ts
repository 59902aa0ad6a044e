/** Programs of one user as processes of their own. */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Effect from "effect/Effect"
import { build } from "esbuild"
import type { Task } from "./program.js"

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const script = pathOf("../build/program.cjs")

/** Bundles the program once: it starts several times faster than from its sources. */
const bundled = Effect.runSync(
  Effect.cached(
    Effect.promise(() =>
      build({
        entryPoints: [pathOf("program.ts")],
        outfile: script,
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
  /** Waits until so many outcomes have been reported. */
  readonly reported: (count: number) => Effect.Effect<void>
  readonly signal: (signal: "SIGCONT" | "SIGKILL" | "SIGSTOP") => Effect.Effect<void>
  /** Waits for its end: its code, which is `null` when a signal ended it, and what it said on its standard error. */
  readonly ended: Effect.Effect<{ readonly exitCode: number | null; readonly stderr: string }>
}

/** Starts a program. It is killed with the scope, if it has not ended by then. */
export const start = (baseUrl: string, task: Task) =>
  Effect.acquireRelease(
    Effect.map(bundled, () =>
      spawn(process.execPath, [script, JSON.stringify(task)], {
        env: { ...process.env, USERPLANE_API_KEY: Fixtures.plainKeys.member, USERPLANE_BASE_URL: baseUrl },
        stdio: ["ignore", "pipe", "pipe"]
      })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  ).pipe(
    Effect.map((child): Program => {
      let lines = 0
      let stderr = ""
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        lines += text.split("\n").length - 1
      })
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text
      })
      const closed = new Promise<{ readonly exitCode: number | null; readonly stderr: string }>((resolve) => {
        child.on("close", (exitCode) => resolve({ exitCode, stderr }))
      })
      return {
        reported: (count) =>
          Effect.async((resume) => {
            const look = () => {
              if (lines >= count) resume(Effect.void)
            }
            child.stdout.on("data", look)
            child.on("close", () => resume(Effect.dieMessage(`It ended after ${lines} outcomes: ${stderr}`)))
            look()
          }),
        signal: (signal) => Effect.sync(() => child.kill(signal)),
        ended: Effect.promise(() => closed)
      }
    })
  )
