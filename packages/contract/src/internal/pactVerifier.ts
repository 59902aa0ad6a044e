/**
 * Pact's verifier in a process of its own: it writes to the standard output, past Node, and what goes wrong in native code
 * takes its process along.
 */
import * as ChildProcess from "node:child_process"
import { createRequire } from "node:module"
import type { Verifier } from "@pact-foundation/pact-core"
import * as Effect from "effect/Effect"
import * as Certificates from "./certificates.js"

export type VerifierOptions = Verifier["options"]

// As a text, so that it is the same whether this module is run from its source or from its build. What it is to do comes
// as a message: options hold credentials, and arguments can be read by everybody on the machine.
const program = `
const { setLogLevel, Verifier } = require(process.argv[1])
const verify = async (options) => new Verifier(options).verify()
setLogLevel("error")
process.once("message", (options) => {
  verify(options)
    .catch((error) => String(error?.message ?? error))
    .then((results) => process.send(results, () => process.disconnect()))
})`

const library = createRequire(import.meta.url).resolve("@pact-foundation/pact-core")

const maxComplaints = 4096

// Pact would take a broker and credentials from there, beside or instead of those of the source.
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PACT_BROKER_")))

const verify = (options: VerifierOptions, certificates: NodeJS.ProcessEnv): Effect.Effect<unknown> =>
  Effect.async((resume) => {
    const child = ChildProcess.spawn(process.execPath, ["--eval", program, library], {
      env: { ...environment(), ...certificates, PACT_DO_NOT_TRACK: "true" },
      stdio: ["ignore", "ignore", "pipe", "ipc"]
    })
    let complaints = ""
    child.stderr?.on("data", (chunk: Buffer) => {
      complaints = (complaints + chunk.toString("utf8")).slice(-maxComplaints)
    })
    child.on("message", (results) => resume(Effect.succeed(results)))
    child.on("error", ({ message }) => resume(Effect.succeed(message)))
    child.on("close", (code) => resume(Effect.succeed(`The verifier ended with ${code}. ${complaints}`)))
    child.send(options)
    return Effect.sync(() => child.kill())
  })

/** Runs the verifier. The result is its JSON, or what it complained about. */
export const run = (options: VerifierOptions): Effect.Effect<unknown> =>
  Effect.scoped(Effect.flatMap(Certificates.environment, (certificates) => verify(options, certificates)))
