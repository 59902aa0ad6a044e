/** The stage of the story: a broker that asks for a password, a receiver of its webhooks, a consumer's checkout. */
import { randomBytes } from "node:crypto"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as LocalBroker from "../../scripts/broker/LocalBroker.js"
import * as BrokerScript from "../brokerScript.js"
import * as Checkout from "./Checkout.js"
import * as OtherConsumer from "./otherConsumer.js"
import * as Receiver from "./Receiver.js"

const secret = () => randomBytes(16).toString("hex")

const make = Effect.gen(function* () {
  const credentials = { username: "build", password: Redacted.make(secret()) }
  const baseUrl = yield* LocalBroker.start({ credentials })
  const checkout = yield* Checkout.make
  const otherPact = yield* OtherConsumer.pact
  const webhookSecret = secret()
  const variables = {
    PACT_BROKER_BASE_URL: baseUrl,
    PACT_BROKER_USERNAME: credentials.username,
    PACT_BROKER_PASSWORD: Redacted.value(credentials.password),
    PACT_WEBHOOK_AUTHORIZATION: webhookSecret
  }
  return {
    baseUrl,
    credentials,
    checkout,
    otherPact,
    webhookSecret,
    receiver: yield* Receiver.make,
    /** As GitHub's API for commit statuses. */
    statuses: yield* Receiver.make,
    start: BrokerScript.starting({ variables, folder: checkout.folder }),
    run: BrokerScript.running({ variables, folder: checkout.folder }),
    runWith: (others: Readonly<Record<string, string>>) =>
      BrokerScript.running({ variables: { ...variables, ...others }, folder: checkout.folder })
  }
})

export class Stage extends Context.Tag("Stage")<Stage, Effect.Effect.Success<typeof make>>() {}

export const layer = Layer.scoped(Stage, make)
