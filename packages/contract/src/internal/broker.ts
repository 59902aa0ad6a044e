/** Checks that Pact's verifier lacks: whether the broker answers at all, and whether it has the results. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import { identity, pipe } from "effect/Function"
import * as Schema from "effect/Schema"
import { Authentication, type Publication, type Source } from "../Source.js"
import { type Verification, VerificationImpossible } from "../Verification.js"
import { reasonOf } from "./reason.js"
import { reveal, withoutCredentials } from "./secret.js"

type Authenticated = { readonly authentication?: Authentication | undefined }

const authorized = Authentication.$match({
  Token: ({ token }) => HttpClientRequest.bearerToken(reveal(token)),
  Basic: ({ password, username }) => HttpClientRequest.basicAuth(username, reveal(password))
})

const unreachable = (url: string, why: string) =>
  new VerificationImpossible({
    reason: "BrokerUnreachable",
    message: withoutCredentials(`The broker ${url} cannot be asked: ${why}`)
  })

// To the matrix, a pacticipant that it does not know is a bad request.
const nothing: ReadonlySet<number> = new Set([400, 404])

/** Reads what a broker has at a URL; `undefined` where it has nothing. */
const get = <A, I>(
  url: string,
  { authentication }: Authenticated,
  parameters: ReadonlyArray<readonly [string, string]>,
  schema: Schema.Schema<A, I>
): Effect.Effect<A | undefined, VerificationImpossible> =>
  pipe(
    HttpClientRequest.get(url),
    HttpClientRequest.appendUrlParams(parameters),
    HttpClientRequest.setHeader("accept", "application/hal+json"),
    authentication === undefined ? identity : authorized(authentication),
    HttpClient.execute,
    Effect.flatMap((response) =>
      nothing.has(response.status)
        ? Effect.succeed(undefined)
        : Effect.flatMap(HttpClientResponse.filterStatusOk(response), HttpClientResponse.schemaBodyJson(schema))
    ),
    Effect.timeout("20 seconds"),
    Effect.mapError((error) => unreachable(url, reasonOf(error))),
    Effect.provide(FetchHttpClient.layer)
  )

/** A broker, and how to be let in. */
export interface Server extends Authenticated {
  readonly baseUrl: string
}

const at = ({ baseUrl }: Server, path: string): string => `${baseUrl.replace(/\/+$/, "")}${path}`

const Index = Schema.Struct({ _links: Schema.Struct({ "pb:pacticipants": Schema.Unknown }) })

/** Fails unless a Pact Broker answers and lets us in. */
export const reach = (server: Server): Effect.Effect<void, VerificationImpossible> =>
  Effect.filterOrFail(
    get(at(server, "/"), server, [], Index),
    (index) => index !== undefined,
    () => unreachable(server.baseUrl, "there is no Pact Broker")
  ).pipe(Effect.asVoid)

const Pact = Schema.Struct({ consumer: Schema.Unknown, provider: Schema.Unknown })

/** Fails unless there is a pact at the URL, and whoever has it lets us in. */
export const reachPact = (
  source: Extract<Source, { readonly _tag: "Url" }>
): Effect.Effect<void, VerificationImpossible> =>
  Effect.filterOrFail(
    get(source.url, source, [], Pact),
    (pact) => pact !== undefined,
    () =>
      new VerificationImpossible({
        reason: "NoPact",
        message: withoutCredentials(`There is no pact at ${source.url}.`)
      })
  ).pipe(Effect.asVoid)

/** The broker that has the pact of a URL. */
export const serverOf = ({
  authentication,
  url
}: Extract<Source, { readonly _tag: "Url" }>): Effect.Effect<Server, VerificationImpossible> => {
  const end = url.indexOf("/pacts/provider/")
  return end === -1
    ? new VerificationImpossible({
        reason: "NotPublished",
        message: withoutCredentials(
          `Results are published to a Pact Broker, and ${url} is not the URL of a pact in one.`
        )
      })
    : Effect.succeed({ baseUrl: url.slice(0, end), authentication })
}

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
  server: Server,
  provider: string,
  { providerVersion }: Publication
): Effect.Effect<ReadonlyArray<PublishedResult>, VerificationImpossible> =>
  Effect.map(
    get(
      at(server, "/matrix"),
      server,
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
  server: Server,
  provider: string,
  publication: Publication,
  verification: Effect.Effect<Verification, E>
): Effect.Effect<Verification, E | VerificationImpossible> =>
  Effect.gen(function* () {
    const known = new Set((yield* publishedResults(server, provider, publication)).map(({ href }) => href))
    const verified = yield* verification
    const fresh = (yield* publishedResults(server, provider, publication)).filter(({ href }) => !known.has(href))
    const published = new Set(fresh.map(({ consumer }) => consumer))
    const missing = new Set(
      verified.interactions.flatMap(({ consumer }) => (published.has(consumer) ? [] : [consumer]))
    )
    return missing.size === 0
      ? verified
      : yield* new VerificationImpossible({
          reason: "NotPublished",
          message: withoutCredentials(
            `The provider was verified, but the broker ${server.baseUrl} has no result of it for ${[...missing].join(", ")}.`
          )
        })
  })
