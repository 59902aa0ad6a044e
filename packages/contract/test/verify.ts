/** Verifies the sandbox, as the build of a provider would. */
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as BrokerAddress from "../scripts/broker/BrokerAddress.js"
import * as Checkout from "../scripts/broker/Checkout.js"
import { BrokerUnavailable, Declined } from "../scripts/broker/Failure.js"
import * as Script from "../scripts/broker/Script.js"
import { Source, verifyProvider } from "../src/provider.js"
import { committedPact } from "./committedPact.js"
import { sandboxStates } from "./sandboxStates.js"

const usage = `Verifies the sandbox: against the pacts of the broker that PACT_BROKER_BASE_URL names, or where it is not set against the
pact that is committed here.

  pact:verify [--version version] [--branch branch] [--seed number]

  --version  of the provider, under which the broker is given the results; default: it is not given them
  --branch   of the provider; default: as the CI service says, or git
  --seed     what ids and keys are drawn from; default: another one each time

Exit codes: 0 the sandbox keeps to them, 1 it does not, 2 wrong usage, 3 there was nothing to verify, or the broker could not
be asked or does not have the results.`

const brokerSource = (given: { readonly branch?: string | undefined; readonly version?: string | undefined }) =>
  Effect.gen(function* () {
    const address = yield* BrokerAddress.fromEnvironment
    return Source.Broker({
      ...address,
      providerBranch: given.branch ?? (yield* Checkout.branch),
      publication:
        given.version === undefined ? undefined : { providerVersion: given.version, buildUrl: yield* Checkout.buildUrl }
    })
  })

const verifying = (source: Source) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* SandboxServer.SandboxServer
    const { interactions, message } = yield* verifyProvider({
      baseUrl,
      states: sandboxStates,
      source,
      reports: { github: true }
    })
    const kept = interactions.filter(({ mismatches }) => mismatches.length === 0)
    return [...kept.map(({ consumer, description }) => `${consumer}: ${description}`), message].join("\n")
  })

Script.run({
  usage,
  options: { version: { type: "string" }, branch: { type: "string" }, seed: { type: "string" } },
  program: ({ seed = String(Date.now()), ...given }) =>
    Effect.gen(function* () {
      const source = process.env["PACT_BROKER_BASE_URL"]
        ? yield* brokerSource(given)
        : Source.File({ path: committedPact })
      const sandbox = Sandbox.layerEmpty({ seed: Number(seed) })
      return yield* verifying(source).pipe(
        Effect.provide(Layer.orDie(Layer.provideMerge(SandboxServer.layer(), sandbox))),
        Effect.catchTags({
          VerificationFailed: ({ message }) => new Declined({ message: `${message}\n\nSeed: ${seed}` }),
          VerificationImpossible: ({ message }) => new BrokerUnavailable({ message })
        })
      )
    })
})
