/** Tells the broker which version is deployed to an environment from now on. */
import * as Effect from "effect/Effect"
import * as Checkout from "./broker/Checkout.js"
import * as PactBrokerCli from "./broker/PactBrokerCli.js"
import * as Script from "./broker/Script.js"

const usage = `Records that a version was deployed to an environment. The version that was there before counts as replaced.

  pact:record-deployment --environment name [--pacticipant name] [--version version]

  --environment  where to
  --pacticipant  default: effect-userplane
  --version      default: the commit that is checked out

Exit codes: 0 recorded, 1 the broker knows no such version or environment, 2 wrong usage, 3 the broker could not be asked.`

Script.run({
  usage,
  options: {
    environment: { type: "string" },
    pacticipant: { type: "string", default: "effect-userplane" },
    version: { type: "string" }
  },
  program: (given) =>
    Effect.gen(function* () {
      const environment = yield* Script.required("environment", given.environment)
      const version = given.version ?? (yield* Checkout.commit)
      return yield* PactBrokerCli.run([
        "record-deployment",
        `--pacticipant=${given.pacticipant}`,
        `--version=${version}`,
        `--environment=${environment}`
      ])
    })
})
