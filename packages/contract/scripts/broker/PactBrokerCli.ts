/** Runs a command of Pact's own client for the broker, and says truthfully what came of it. */
import * as ChildProcess from "node:child_process"
import { createRequire } from "node:module"
import * as Path from "node:path"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Certificates from "../../src/internal/certificates.js"
import * as Broker from "./Broker.js"
import * as BrokerAddress from "./BrokerAddress.js"
import { BrokerUnavailable, Declined, type Failure } from "./Failure.js"

// Its own starter would outlive an interrupt and leave the command running, so what it starts is started here.
const executable = (): string => {
  const require = createRequire(import.meta.url)
  const client = createRequire(require.resolve("@pact-foundation/pact-cli/package.json"))
  const [system, extension] = process.platform === "win32" ? ["windows", ".exe"] : [process.platform, ""]
  const native = client.resolve(`@pact-foundation/pact-cli-${system}-${process.arch}/package.json`)
  return Path.join(Path.dirname(native), "standalone", `pact${extension}`)
}

/** The time a command may take that waits for nothing but the broker. */
const timeout = Duration.seconds(60)

// Its exit code is 1 for a no, for a broker that is not there, and for one that does not let it in.
const reasons: ReadonlyArray<readonly [pattern: RegExp, what: (match: RegExpExecArray) => string]> = [
  [/failed: (40[13]) /, ([, status]) => `rejected the credentials with ${status}`],
  [/failed: (5\d\d) /, ([, status]) => `failed with ${status}`],
  [/Failed to access pact broker .*? - (.*)/, ([, why]) => `could not be reached: ${why}`]
]

interface Ended {
  readonly code: number | null
  readonly output: string
}

const start = (args: ReadonlyArray<string>, environment: NodeJS.ProcessEnv): Effect.Effect<Ended> =>
  Effect.async((resume, signal) => {
    const child = ChildProcess.spawn(executable(), ["broker", ...args], {
      env: environment,
      signal,
      stdio: ["ignore", "pipe", "pipe"]
    })
    const output: Array<Buffer> = []
    child.stdout.on("data", (chunk) => output.push(chunk))
    child.stderr.on("data", (chunk) => output.push(chunk))
    child.on("error", (error) => {
      if (!signal.aborted) resume(Effect.die(error))
    })
    child.on("close", (code) => resume(Effect.succeed({ code, output: Buffer.concat(output).toString("utf8").trim() })))
  })

/**
 * The output of a command that the broker carried out.
 *
 * The credentials go there as variables: arguments can be read by every user of the machine.
 */
export const run = (
  args: ReadonlyArray<string>,
  options: { readonly wait?: Duration.Duration } = {}
): Effect.Effect<string, Failure> =>
  Effect.gen(function* () {
    const { address } = yield* Broker.Broker
    const limit = Duration.sum(timeout, options.wait ?? Duration.zero)
    const { code, output } = yield* start(args, {
      ...process.env,
      ...(yield* Certificates.environment),
      ...BrokerAddress.toEnvironment(address),
      // Eight by default, which takes more than a minute.
      PACT_BROKER_HTTP_RETRIES: "0",
      PACT_DO_NOT_TRACK: "true"
    }).pipe(
      Effect.timeoutFail({
        duration: limit,
        onTimeout: () => BrokerUnavailable.at(address.baseUrl, `did not answer within ${Duration.format(limit)}`)
      })
    )
    if (code === 0) return output
    for (const [pattern, what] of reasons) {
      const match = pattern.exec(output)
      if (match !== null) return yield* BrokerUnavailable.at(address.baseUrl, what(match))
    }
    // 2 is for a pact that is none. Whatever else there may be is no answer of the broker.
    return yield* code === 1 || code === 2
      ? new Declined({ message: output })
      : Effect.dieMessage(`Pact's client ended with ${code}: ${output}`)
  }).pipe(Effect.scoped, Effect.provide(Broker.layer))
