/** Checks that Pact's verifier lacks: whether the broker answers at all, and whether it has the results. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"
import * as Schema from "effect/Schema"
import { Authentication, type Publication, type Source } from "../Source.js"
import { type Verification, VerificationImpossible } from "../Verification.js"

type Broker = Extract<Source, { readonly _tag: "Broker" }>

const authorized = Authentication.$match({
  Token: ({ token }) => HttpClientRequest.bearerToken(token),
  Basic: ({ password, username }) => HttpClientRequest.basicAuth(username, password)
})

// To the matrix, a pacticipant that it does not know is a bad request.
const nothing: ReadonlySet<number> = new Set([400, 404])

/** Reads a path of the broker; `undefined` where it has nothing. */
const get = <A, I>(
  { authentication, baseUrl }: Broker,
  path: string,
  parameters: ReadonlyArray<readonly [string, string]>,
  schema: Schema.Schema<A, I>
): Effect.Effect<A | undefined, VerificationImpossible> =>
  pipe(
    HttpClientRequest.get(`${baseUrl.replace(/\/+$/, "")}${path}`),
    HttpClientRequest.appendUrlParams(parameters),
    HttpClientRequest.setHeader("accept", "application/hal+json"),
    authentication === undefined ? (request) => request : authorized(authentication),
    HttpClient.execute,
    Effect.flatMap((response) =>
      nothing.has(response.status)
        ? Effect.succeed(undefined)
        : Effect.flatMap(HttpClientResponse.filterStatusOk(response), HttpClientResponse.schemaBodyJson(schema))
    ),
    Effect.timeout("20 seconds"),
    Effect.mapError(({ message }) => unreachable(baseUrl, message)),
    Effect.provide(FetchHttpClient.layer)
  )

const unreachable = (baseUrl: string, why: string) =>
  new VerificationImpossible({ reason: "BrokerUnreachable", message: `The broker ${baseUrl} cannot be asked: ${why}` })

const Index = Schema.Struct({ _links: Schema.Struct({ "pb:pacticipants": Schema.Unknown }) })

/** Fails unless a Pact Broker answers and lets us in. */
export const reach = (broker: Broker): Effect.Effect<void, VerificationImpossible> =>
  Effect.filterOrFail(
    get(broker, "/", [], Index),
    (index) => index !== undefined,
    () => unreachable(broker.baseUrl, "there is no Pact Broker")
  ).pipe(Effect.asVoid)

const Matrix = Schema.Struct({
  matrix: Schema.Array(
    Schema.Struct({
      consumer: Schema.Struct({ name: Schema.String }),
      verificationResult: Schema.NullOr(
        Schema.Struct({ _links: Schema.Struct({ self: Schema.Struct({ href: Schema.String }) }) })
      )
    })
  )
})

interface PublishedResult {
  readonly consumer: string
  /** Every verification has its own. */
  readonly href: string
}

/** The results that the broker has of a version of the provider. */
const publishedResults = (
  broker: Broker,
  provider: string,
  { providerVersion }: Publication
): Effect.Effect<ReadonlyArray<PublishedResult>, VerificationImpossible> =>
  Effect.map(
    get(
      broker,
      "/matrix",
      [
        ["q[][pacticipant]", provider],
        ["q[][version]", providerVersion]
      ],
      Matrix
    ),
    (found) =>
      (found?.matrix ?? []).flatMap(({ consumer, verificationResult }) =>
        verificationResult === null ? [] : [{ consumer: consumer.name, href: verificationResult._links.self.href }]
      )
  )

/** Runs a verification and fails unless the broker has a new result of it for each consumer whose pact was verified. */
export const ensurePublished = <E>(
  broker: Broker,
  provider: string,
  publication: Publication,
  verification: Effect.Effect<Verification, E>
): Effect.Effect<Verification, E | VerificationImpossible> =>
  Effect.gen(function* () {
    const known = new Set((yield* publishedResults(broker, provider, publication)).map(({ href }) => href))
    const verified = yield* verification
    const fresh = (yield* publishedResults(broker, provider, publication)).filter(({ href }) => !known.has(href))
    const published = new Set(fresh.map(({ consumer }) => consumer))
    const missing = new Set(
      verified.interactions.flatMap(({ consumer }) => (published.has(consumer) ? [] : [consumer]))
    )
    return missing.size === 0
      ? verified
      : yield* new VerificationImpossible({
          reason: "NotPublished",
          message: `The provider was verified, but the broker ${broker.baseUrl} has no result of it for ${[...missing].join(", ")}.`
        })
  })
