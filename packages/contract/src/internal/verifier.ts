/** The call of Pact's verifier, and the reading of its results. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Source } from "../Source.js"
import { VerificationImpossible, VerifiedInteraction } from "../Verification.js"
import type { Gateway } from "./gateway.js"
import * as PactVerifier from "./pactVerifier.js"
import { redact, withoutCredentials } from "./secret.js"
import * as SourceOptions from "./sourceOptions.js"
import type { Visit } from "./visits.js"

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

const mismatchesOf = ({ message, mismatches }: typeof Failure.Type): ReadonlyArray<string> => [
  ...(message === undefined ? [] : [message]),
  ...(mismatches ?? []).map(({ mismatch, path }) => (path === undefined ? mismatch : `${path}: ${mismatch}`))
]

const sameStates = (left: ReadonlyArray<string>, right: ReadonlyArray<string>): boolean =>
  left.length === right.length && left.every((state, index) => state === right[index])

// Interactions are verified one after the other, each after its states: the visits come in the order of the results.
const joined = (results: typeof Results.Type, visits: ReadonlyArray<Visit>, redact: Gateway["redact"]) => {
  const waiting = [...visits]
  return results.interactionResults.map(({ consumer, description, mismatch, pending, providerStates, result }) => {
    const index = waiting.findIndex(({ states }) => sameStates(states, providerStates))
    const problems = waiting.splice(0, index + 1).flatMap((visit) => visit.problems)
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

// Beside the interactions that failed, the verifier's errors tell of pacts that were not verified at all.
const notVerified: ReadonlySet<string> = new Set(["Failed to load pact", "Could not verify the provided pact"])

/** The reason why not all of the source was verified, if so. */
const missing = (
  source: Source,
  { errors }: typeof Results.Type,
  interactions: ReadonlyArray<VerifiedInteraction>
): ReadonlyArray<string> => {
  const problems = errors.flatMap(({ interaction, mismatch }) =>
    notVerified.has(interaction) ? [`${interaction}: ${mismatchesOf(mismatch).join(", ")}`] : []
  )
  const verified = new Set(interactions.map(({ consumer }) => consumer))
  const expected = (source._tag === "Broker" ? source.consumers : undefined) ?? []
  return [
    ...(interactions.length === 0 ? ["There is no interaction to verify."] : []),
    ...problems,
    ...expected.filter((name) => !verified.has(name)).map((name) => `There is no pact of ${name}.`)
  ]
}

/** Verifies what the source holds through a gateway. */
export const verify = (
  source: Source,
  provider: string,
  gateway: Gateway
): Effect.Effect<ReadonlyArray<VerifiedInteraction>, VerificationImpossible> =>
  Effect.gen(function* () {
    const impossible = (reason: "NoPact" | "VerifierFailed", message: string) =>
      new VerificationImpossible({
        reason,
        message: withoutCredentials(redact(SourceOptions.secretsOf(source), gateway.redact(message)))
      })
    const outcome = yield* PactVerifier.run({
      ...SourceOptions.of(source, provider),
      providerBaseUrl: gateway.baseUrl,
      providerStatesSetupUrl: gateway.stateUrl,
      failIfNoPactsFound: true,
      // A redirect is a response: the one it leads to does not answer the request.
      followRedirects: false,
      // The gateway says by itself when the provider takes too long.
      timeout: 3_600_000,
      logLevel: "error"
    })
    const results = yield* Effect.mapError(decodeResults(outcome), () => impossible("VerifierFailed", String(outcome)))
    const interactions = joined(results, gateway.visits, gateway.redact)
    const reasons = missing(source, results, interactions)
    return reasons.length === 0 ? interactions : yield* impossible("NoPact", reasons.join("\n"))
  })
