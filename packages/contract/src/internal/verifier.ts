/** The call of Pact's verifier, and the reading of its results. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Authentication, Source, selectors } from "../Source.js"
import { VerificationImpossible, VerifiedInteraction } from "../Verification.js"
import type { Gateway, Visit } from "./gateway.js"
import * as PactVerifier from "./pactVerifier.js"

const Mismatch = Schema.Struct({
  mismatch: Schema.String,
  path: Schema.optional(Schema.String)
})

const Failure = Schema.Struct({
  mismatches: Schema.optional(Schema.Array(Mismatch)),
  message: Schema.optional(Schema.String)
})

const Result = Schema.Struct({
  consumer: Schema.String,
  description: Schema.String,
  pending: Schema.Boolean,
  providerStates: Schema.Array(Schema.String),
  result: Schema.String,
  mismatch: Schema.optional(Failure)
})

const Results = Schema.Struct({
  interactionResults: Schema.Array(Result),
  errors: Schema.Array(Schema.Struct({ interaction: Schema.String, mismatch: Failure }))
})

const decodeResults = Schema.decodeUnknown(Schema.parseJson(Results))

const credentials = Authentication.$match({
  Token: ({ token }): Partial<PactVerifier.VerifierOptions> => ({ pactBrokerToken: Redacted.value(token) }),
  Basic: ({ password, username }): Partial<PactVerifier.VerifierOptions> => ({
    pactBrokerUsername: username,
    pactBrokerPassword: Redacted.value(password)
  })
})

// Where the provider has a name, the verifier also asks the broker of the environment.
const sourceOptions = (source: Source, provider: string): Partial<PactVerifier.VerifierOptions> =>
  Source.$match(source, {
    File: ({ path }): Partial<PactVerifier.VerifierOptions> => ({ pactUrls: [path] }),
    Broker: ({ authentication, baseUrl, pending, providerBranch, publication, workInProgressSince, ...broker }) => ({
      provider,
      pactBrokerUrl: baseUrl,
      ...(authentication === undefined ? {} : credentials(authentication)),
      consumerVersionSelectors: (broker.selectors ?? selectors).map((selector) => ({ [selector]: true })),
      providerVersionBranch: providerBranch,
      enablePending: pending ?? true,
      ...(workInProgressSince === undefined ? {} : { includeWipPactsSince: workInProgressSince }),
      ...(publication === undefined
        ? {}
        : {
            publishVerificationResult: true,
            providerVersion: publication.providerVersion,
            ...(publication.buildUrl === undefined ? {} : { buildUrl: publication.buildUrl })
          })
    })
  })

const mismatchesOf = ({ message, mismatches }: typeof Failure.Type): ReadonlyArray<string> => [
  ...(message === undefined ? [] : [message]),
  ...(mismatches ?? []).map(({ mismatch, path }) => (path === undefined ? mismatch : `${path}: ${mismatch}`))
]

// Interactions are verified one after the other, each after its states: the visits come in the order of the results.
const joined = (results: typeof Results.Type, visits: ReadonlyArray<Visit>, redact: Gateway["redact"]) => {
  const waiting = [...visits]
  return results.interactionResults.map(({ consumer, description, mismatch, pending, providerStates, result }) => {
    const problems = providerStates.flatMap((state) => {
      const index = waiting.findIndex((visit) => visit.state === state)
      return index === -1 ? [] : waiting.splice(0, index + 1).flatMap((visit) => visit.problems)
    })
    // Where the gateway rejected the response, the verifier's message is about the rejection.
    const found = problems.length > 0 || mismatch === undefined ? problems : mismatchesOf(mismatch)
    const unexplained = result === "OK" || found.length > 0 ? [] : ["The verifier says that it failed, and not why."]
    return new VerifiedInteraction({
      consumer,
      description,
      states: providerStates,
      pending,
      mismatches: [...found, ...unexplained].map(redact)
    })
  })
}

/** Verifies what the source holds through a gateway. */
export const verify = (
  source: Source,
  provider: string,
  gateway: Gateway
): Effect.Effect<ReadonlyArray<VerifiedInteraction>, VerificationImpossible> =>
  Effect.gen(function* () {
    const outcome = yield* PactVerifier.run({
      ...sourceOptions(source, provider),
      providerBaseUrl: gateway.baseUrl,
      providerStatesSetupUrl: gateway.stateUrl,
      failIfNoPactsFound: true,
      // A redirect is a response: the one it leads to does not answer the request.
      followRedirects: false,
      // The gateway says by itself when the provider takes too long.
      timeout: 3_600_000,
      logLevel: "error"
    })
    const results = yield* Effect.mapError(
      decodeResults(outcome),
      () => new VerificationImpossible({ reason: "VerifierFailed", message: gateway.redact(String(outcome)) })
    )
    const interactions = joined(results, gateway.visits, gateway.redact)
    if (interactions.length === 0) {
      const problems = results.errors.flatMap(({ interaction, mismatch }) => [interaction, ...mismatchesOf(mismatch)])
      return yield* new VerificationImpossible({
        reason: "NoPact",
        message: ["There is no interaction to verify.", ...problems].join("\n")
      })
    }
    return interactions
  })
