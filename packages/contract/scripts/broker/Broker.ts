/** The broker that the environment selects, and its HTTP API. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import { reasonOf } from "../../src/internal/reason.js"
import { reveal } from "../../src/internal/secret.js"
import { Authentication } from "../../src/Source.js"
import * as BrokerAddress from "./BrokerAddress.js"
import { BrokerUnavailable, type WrongUsage } from "./Failure.js"

export interface Response {
  readonly status: number
  /** The JSON of the response; `undefined` where it is none. */
  readonly body: unknown
}

export class Broker extends Context.Tag("@effect-userplane/contract/Broker")<
  Broker,
  {
    readonly address: BrokerAddress.BrokerAddress
    /**
     * Sends a request with the credentials. What is not an answer of the broker, such as a 401 or a 502, is a failure.
     */
    readonly send: (request: HttpClientRequest.HttpClientRequest) => Effect.Effect<Response, BrokerUnavailable>
  }
>() {}

/** The time one request may take. */
const timeout = Duration.seconds(20)

const authorized = Authentication.$match({
  Token: ({ token }) => HttpClientRequest.bearerToken(reveal(token)),
  Basic: ({ password, username }) => HttpClientRequest.basicAuth(username, reveal(password))
})

const make = Effect.gen(function* () {
  const address = yield* BrokerAddress.fromEnvironment
  const client = yield* HttpClient.HttpClient
  const fail = (what: string) => BrokerUnavailable.at(address.baseUrl, what)

  const send = (request: HttpClientRequest.HttpClientRequest) =>
    request.pipe(
      HttpClientRequest.prependUrl(address.baseUrl),
      HttpClientRequest.setHeader("Accept", "application/hal+json"),
      address.authentication === undefined ? identity : authorized(address.authentication),
      client.execute,
      Effect.flatMap((response) =>
        Effect.map(
          Effect.orElseSucceed(response.json, () => undefined),
          (body) => ({ status: response.status, body })
        )
      ),
      Effect.mapError((error) => fail(`could not be reached: ${reasonOf(error)}`)),
      Effect.timeoutFail({
        duration: timeout,
        onTimeout: () => fail(`did not answer within ${Duration.format(timeout)}`)
      }),
      Effect.filterOrFail(
        ({ status }) => status !== 401 && status !== 403,
        ({ status }) => fail(`rejected the credentials with ${status}`)
      ),
      Effect.filterOrFail(
        ({ status }) => status < 500,
        ({ status }) => fail(`failed with ${status}`)
      )
    )

  // Asked before anything else, so that a wrong address or password is not taken for an answer.
  yield* Effect.filterOrFail(
    send(HttpClientRequest.get("/")),
    ({ body }) => Predicate.hasProperty(body, "_links") && Predicate.hasProperty(body._links, "pb:pacticipants"),
    ({ status }) => fail(`answered with ${status}, but not as a Pact Broker does`)
  )
  return { address, send }
})

export const layer: Layer.Layer<Broker, BrokerUnavailable | WrongUsage> = Layer.provide(
  Layer.effect(Broker, make),
  FetchHttpClient.layer
)
