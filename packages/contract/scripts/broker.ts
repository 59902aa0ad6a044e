/** Serves a Pact Broker on this machine until it is interrupted. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { BrokerUnavailable } from "./broker/Failure.js"
import * as LocalBroker from "./broker/LocalBroker.js"
import * as Script from "./broker/Script.js"

const usage = `Serves a Pact Broker on a free port of this machine until it is interrupted. It begins with nothing, and forgets all.

  pact:broker

Needs Ruby 3.1 or newer with Bundler. The first start installs its gems, which takes minutes. Exit codes:
2 wrong usage, 3 it could not be started, 130 interrupted.`

Script.run({
  usage,
  options: {},
  program: () =>
    Effect.gen(function* () {
      const missing = LocalBroker.missing()
      if (missing !== undefined) return yield* new BrokerUnavailable({ message: `${missing}.` })
      yield* Console.error("Starting. If its gems have to be installed first, that takes minutes.")
      const baseUrl = yield* Effect.mapError(LocalBroker.start(), ({ message }) => new BrokerUnavailable({ message }))
      yield* Console.log(`export PACT_BROKER_BASE_URL=${baseUrl}`)
      return yield* Effect.never
    }).pipe(Effect.scoped)
})
