/** A Pact Broker on this machine, in Ruby on SQLite: it begins with nothing, and leaves nothing behind. */
import * as ChildProcess from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"

/** The broker ended before it listened. Its last words say why. */
export class BrokerDidNotStart extends Data.TaggedError("BrokerDidNotStart")<{ readonly message: string }> {}

/** The reason there can be no broker on this machine, if so. */
export const missing = (): string | undefined => {
  const found = ChildProcess.spawnSync("ruby", ["-r", "bundler", "-e", "print RUBY_VERSION"], { encoding: "utf8" })
  if (found.status !== 0) return "Ruby 3.1 or newer with Bundler is not installed"
  const [major = 0, minor = 0] = found.stdout.split(".").map(Number)
  return major > 3 || (major === 3 && minor >= 1) ? undefined : `Ruby is ${found.stdout}, and the broker needs 3.1`
}

export interface Options {
  /** The credentials of its user. Default: everybody on this machine may use it. */
  readonly credentials?: { readonly username: string; readonly password: Redacted.Redacted } | undefined
}

type Broker = ChildProcess.ChildProcessWithoutNullStreams

const spawn = ({ credentials }: Options) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      ChildProcess.spawn("ruby", [fileURLToPath(new URL("../../broker/serve.rb", import.meta.url))], {
        env: {
          ...process.env,
          PACT_BROKER_BASIC_AUTH_USERNAME: credentials?.username,
          PACT_BROKER_BASIC_AUTH_PASSWORD: credentials && Redacted.value(credentials.password)
        },
        // The leader of its own group, which the installation of the gems belongs to.
        detached: true
      })
    ),
    (broker) =>
      Effect.promise(async () => {
        if (broker.exitCode !== null || broker.signalCode !== null || broker.pid === undefined) return
        const ended = once(broker, "exit")
        process.kill(-broker.pid, "SIGTERM")
        await ended
      })
  )

/** The number of its last lines that are kept. */
const lastWords = 30

const listening = (broker: Broker): Effect.Effect<string, BrokerDidNotStart> =>
  Effect.async((resume) => {
    const words: Array<string> = []
    createInterface(broker.stderr).on("line", (line) => words.splice(0, words.push(line) - lastWords))
    createInterface(broker.stdout).once("line", (port) => resume(Effect.succeed(`http://127.0.0.1:${port}`)))
    broker.once("error", (error) => resume(new BrokerDidNotStart({ message: error.message })))
    broker.once("close", () => resume(new BrokerDidNotStart({ message: words.join("\n") })))
  })

/**
 * Starts a broker on a free port of 127.0.0.1, and installs its gems first where they are not there: that takes minutes.
 * It ends with the scope, and should this process be killed, with that.
 */
export const start = (options: Options = {}): Effect.Effect<string, BrokerDidNotStart, Scope.Scope> =>
  Effect.flatMap(spawn(options), listening)
