/** Asks the broker whether a version works with everything that it would meet in an environment. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Checkout from "./broker/Checkout.js"
import { WrongUsage } from "./broker/Failure.js"
import * as PactBrokerCli from "./broker/PactBrokerCli.js"
import * as Script from "./broker/Script.js"

const usage = `Asks whether a version can be deployed to an environment.

  pact:can-i-deploy --environment name [--pacticipant name] [--version version] [--wait seconds]

  --environment  where to
  --pacticipant  default: effect-userplane
  --version      default: the commit that is checked out
  --wait         how long to wait for a verification that is still missing: 0 to 3600 seconds; default: 0

Exit codes: 0 yes, 1 no, 2 wrong usage, 3 the broker could not be asked.`

const longestWait = 3600

const wait = (text: string) =>
  /^\d+$/.test(text) && Number(text) <= longestWait
    ? Effect.succeed(Number(text))
    : new WrongUsage({ message: `--wait is a whole number of seconds, at most ${longestWait}.` })

Script.run({
  usage,
  options: {
    environment: { type: "string" },
    pacticipant: { type: "string", default: "effect-userplane" },
    version: { type: "string" },
    wait: { type: "string", default: "0" }
  },
  program: (given) =>
    Effect.gen(function* () {
      const environment = yield* Script.required("environment", given.environment)
      const seconds = yield* wait(given.wait)
      const version = given.version ?? (yield* Checkout.commit)
      // With `--output json` its exit code is 0 whatever the answer, and `--pacticipant=name` counts as no name.
      return yield* PactBrokerCli.run(
        [
          "can-i-deploy",
          ...["--pacticipant", given.pacticipant],
          ...["--version", version],
          ...["--to-environment", environment],
          ...["--retry-while-unknown", String(seconds)],
          ...["--retry-interval", "1"]
        ],
        { wait: Duration.seconds(seconds) }
      )
    })
})
