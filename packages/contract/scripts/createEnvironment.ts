/** Makes an environment known to the broker. */
import * as Effect from "effect/Effect"
import * as PactBrokerCli from "./broker/PactBrokerCli.js"
import * as Script from "./broker/Script.js"

const usage = `Makes an environment known to the broker, once: versions are deployed to it from then on.

  pact:create-environment --name name [--production]

  --name        without spaces
  --production  what is deployed there is in production

Exit codes: 0 created, 1 rejected (there is one of that name), 2 wrong usage, 3 the broker could not be asked.`

Script.run({
  usage,
  options: { name: { type: "string" }, production: { type: "boolean", default: false } },
  program: (given) =>
    Effect.gen(function* () {
      const name = yield* Script.required("name", given.name)
      return yield* PactBrokerCli.run([
        "create-environment",
        `--name=${name}`,
        ...(given.production ? ["--production"] : [])
      ])
    })
})
