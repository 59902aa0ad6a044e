/** Starts the built command as users do: in a process of its own, with nothing of the environment of the tests. */
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"

const built = fileURLToPath(new URL("../dist/userplane-links.js", import.meta.url))

/**
 * Waits until a process of Linux handles signals by the command's own means. SIGHUP tells, which the command begins to handle
 * last: Node handles SIGINT and SIGTERM by itself from its start.
 */
const handlesSignals = (pid: number): Effect.Effect<void> =>
  Effect.sync(() => {
    const [, caught = "0"] = /^SigCgt:\s*([\da-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? []
    return (BigInt(`0x${caught}`) & 1n) === 1n
  }).pipe(Effect.repeat({ schedule: Schedule.spaced("10 millis"), until: (handles) => handles }), Effect.asVoid)

/** Starts a command with a file in place of its stdin, as a shell does. */
const withFile = 'exec "$0" "$@" < "$STDIN"'

export interface Ended {
  /** The code that it ended with; `null` where a signal ended it. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  /** Waits until it has written a line. */
  readonly firstLine: Effect.Effect<string>
  /** Waits until it has written on stderr. */
  readonly firstDiagnostic: Effect.Effect<void>
  /** Waits until it handles signals. */
  readonly handlesSignals: Effect.Effect<void>
  readonly signal: (signal: "SIGHUP" | "SIGINT" | "SIGKILL" | "SIGTERM") => Effect.Effect<void>
  /** Stops reading what it prints, as `head` does. */
  readonly stopReading: Effect.Effect<void>
  /** Waits until it has ended. */
  readonly ended: Effect.Effect<Ended>
}

/** Starts the command, with a text or a file as its stdin, or with a stdin that stays open after a text. It is ended with the scope, if it has not ended by then. */
export const start = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {},
  stdin: string | { readonly file: string } | { readonly open: string } = "",
  script = built
): Effect.Effect<Running, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() =>
        typeof stdin === "string" || "open" in stdin
          ? spawn(process.execPath, [script, ...args], { env, stdio: ["pipe", "pipe", "pipe"] })
          : spawn("/bin/sh", ["-c", withFile, process.execPath, script, ...args], {
              env: { ...env, STDIN: stdin.file },
              stdio: ["pipe", "pipe", "pipe"]
            })
      ),
      (child) => Effect.sync(() => child.kill("SIGKILL"))
    ),
    (child) => {
      // A command that does not read it may have ended by then.
      child.stdin.on("error", () => {})
      if (typeof stdin === "string") child.stdin.end(stdin)
      else if ("open" in stdin) child.stdin.write(stdin.open)
      else child.stdin.end()
      let stdout = ""
      let stderr = ""
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text
      })
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text
      })
      const closed = new Promise<Ended>((resolve) => {
        child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr }))
      })
      return {
        firstLine: Effect.async((resume) => {
          const look = () => {
            if (stdout.includes("\n")) resume(Effect.succeed(stdout.slice(0, stdout.indexOf("\n"))))
          }
          child.stdout.on("data", look)
          look()
        }),
        firstDiagnostic: Effect.async((resume) => {
          const look = () => {
            if (stderr !== "") resume(Effect.void)
          }
          child.stderr.on("data", look)
          look()
        }),
        handlesSignals: Effect.suspend(() => (child.pid === undefined ? Effect.never : handlesSignals(child.pid))),
        signal: (signal) => Effect.sync(() => child.kill(signal)),
        stopReading: Effect.sync(() => child.stdout.destroy()),
        ended: Effect.promise(() => closed)
      }
    }
  )

/** Runs the command to its end. */
export const run = (...parameters: Parameters<typeof start>): Effect.Effect<Ended> =>
  Effect.scoped(Effect.flatMap(start(...parameters), ({ ended }) => ended))
