/** The address and the credentials of the broker, from the variables that every Pact tool knows. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { reveal } from "../../src/internal/secret.js"
import { Authentication } from "../../src/Source.js"
import { WrongUsage } from "./Failure.js"

export interface BrokerAddress {
  /** Without a slash at the end. */
  readonly baseUrl: string
  /** `undefined` for a broker that is open to everybody. */
  readonly authentication: Authentication | undefined
}

const wrong = (message: string) => Effect.fail(new WrongUsage({ message }))

// A variable that is empty is as good as none: CI services set a secret that does not exist to nothing.
const variable = (name: string): Effect.Effect<string | undefined> =>
  Effect.map(Effect.option(Config.nonEmptyString(name)), Option.getOrUndefined)

const baseUrl = Effect.gen(function* () {
  const text = yield* variable("PACT_BROKER_BASE_URL")
  if (text === undefined) {
    return yield* wrong(
      "PACT_BROKER_BASE_URL says which broker, and is not set. `pact:broker` starts one on this machine."
    )
  }
  const url = yield* Effect.try({
    try: () => new URL(text),
    catch: () => new WrongUsage({ message: "PACT_BROKER_BASE_URL is not a URL." })
  })
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return yield* wrong("PACT_BROKER_BASE_URL is neither an https: nor an http: URL.")
  }
  // They would be shown wherever the address is.
  if (url.username !== "" || url.password !== "") {
    return yield* wrong("PACT_BROKER_BASE_URL holds credentials: use PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD.")
  }
  return url.href.replace(/\/+$/, "")
})

const authentication = Effect.gen(function* () {
  const token = yield* variable("PACT_BROKER_TOKEN")
  const username = yield* variable("PACT_BROKER_USERNAME")
  const password = yield* variable("PACT_BROKER_PASSWORD")
  if (token !== undefined && username !== undefined) {
    return yield* wrong("PACT_BROKER_TOKEN and PACT_BROKER_USERNAME are both set: a broker takes one or the other.")
  }
  if (token !== undefined) return Authentication.Token({ token: Redacted.make(token) })
  if (username !== undefined && password !== undefined) {
    return Authentication.Basic({ username, password: Redacted.make(password) })
  }
  if (username !== undefined || password !== undefined) {
    return yield* wrong("PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD go together, and one of them is not set.")
  }
  return undefined
})

export const fromEnvironment: Effect.Effect<BrokerAddress, WrongUsage> = Effect.all({ baseUrl, authentication })

/** The same as variables, for a tool that is started: it takes one that is set to nothing for credentials. */
export const toEnvironment = ({
  authentication,
  baseUrl
}: BrokerAddress): Readonly<Record<string, string | undefined>> => ({
  PACT_BROKER_BASE_URL: baseUrl,
  PACT_BROKER_TOKEN: undefined,
  PACT_BROKER_USERNAME: undefined,
  PACT_BROKER_PASSWORD: undefined,
  ...(authentication &&
    Authentication.$match(authentication, {
      Token: ({ token }) => ({ PACT_BROKER_TOKEN: reveal(token) }),
      Basic: ({ password, username }) => ({
        PACT_BROKER_USERNAME: username,
        PACT_BROKER_PASSWORD: reveal(password)
      })
    }))
})
