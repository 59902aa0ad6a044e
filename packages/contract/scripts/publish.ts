/** Publishes the pact to the broker, as the version of this commit. */
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as Checkout from "./broker/Checkout.js"
import { WrongUsage } from "./broker/Failure.js"
import * as PactBrokerCli from "./broker/PactBrokerCli.js"
import * as Script from "./broker/Script.js"

const committedPact = fileURLToPath(
  new URL("../../../pacts/effect-userplane-userplane-public-api.json", import.meta.url)
)

const usage = `Publishes a pact to the broker that PACT_BROKER_BASE_URL names.

  pact:publish [--pact file] [--version version] [--branch branch] [--build-url url]

  --pact       default: the one that is committed here
  --version    of the consumer; default: the commit that is checked out, which has to hold the pact as it is
  --branch     default: as the CI service says, or git
  --build-url  default: as the CI service says, or none

Content that differs from what was published as the same version is rejected. Exit codes: 0 published, 1 rejected,
2 wrong usage, 3 the broker could not be asked.`

Script.run({
  usage,
  options: {
    pact: { type: "string", default: committedPact },
    version: { type: "string" },
    branch: { type: "string" },
    "build-url": { type: "string" }
  },
  program: ({ pact, ...given }) =>
    Effect.gen(function* () {
      // Pact's own client says nothing of a file that is not there.
      if (!existsSync(pact)) return yield* new WrongUsage({ message: `There is no pact ${pact}.` })
      const version = given.version ?? (yield* Checkout.commitHolding(pact))
      const branch = given.branch ?? (yield* Checkout.branch)
      const buildUrl = given["build-url"] ?? (yield* Checkout.buildUrl)
      return yield* PactBrokerCli.run([
        "publish",
        pact,
        `--consumer-app-version=${version}`,
        `--branch=${branch}`,
        ...(buildUrl === undefined ? [] : [`--build-url=${buildUrl}`]),
        "--validate",
        "--strict"
      ])
    })
})
