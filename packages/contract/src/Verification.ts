/**
 * The result of a verification.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * An interaction of a pact, and what the provider did otherwise. There is nothing where it kept to the pact.
 *
 * @since 0.1.0
 * @category models
 */
export class VerifiedInteraction extends Schema.Class<VerifiedInteraction>(
  "@effect-userplane/contract/VerifiedInteraction"
)({
  consumer: Schema.String,
  description: Schema.String,
  states: Schema.Array(Schema.String),
  /** True when the provider may still fail it. */
  pending: Schema.Boolean,
  mismatches: Schema.Array(Schema.String)
}) {}

/**
 * The provider keeps to every pact, pending ones aside.
 *
 * @since 0.1.0
 * @category models
 */
export class Verification extends Schema.Class<Verification>("@effect-userplane/contract/Verification")({
  interactions: Schema.Array(VerifiedInteraction)
}) {}

const lines = ({ consumer, description, mismatches, pending, states }: VerifiedInteraction): ReadonlyArray<string> => [
  `${consumer}: ${description}${pending ? " (pending)" : ""}`,
  ...states.map((state) => `  given ${state}`),
  ...mismatches.map((mismatch) => `  - ${mismatch}`)
]

/**
 * The provider does not keep to a pact. `message` is for a terminal; `Schema.encode(VerificationFailed)` gives JSON.
 *
 * @since 0.1.0
 * @category errors
 */
export class VerificationFailed extends Schema.TaggedError<VerificationFailed>(
  "@effect-userplane/contract/VerificationFailed"
)("VerificationFailed", {
  /** All of them, those that were kept to included. */
  interactions: Schema.Array(VerifiedInteraction)
}) {
  /** Those that the provider did not keep to, pending ones included. */
  get failed(): ReadonlyArray<VerifiedInteraction> {
    return this.interactions.filter(({ mismatches }) => mismatches.length > 0)
  }

  override get message(): string {
    const failing = this.failed.filter(({ pending }) => !pending)
    return [
      `The provider does not keep to ${failing.length} of ${this.interactions.length} interactions.`,
      ...this.failed.flatMap((interaction) => ["", ...lines(interaction)])
    ].join("\n")
  }
}

/**
 * The reason nothing was verified, or its results were not published.
 *
 * - `NoPact`: there is no pact to verify, or it cannot be read.
 * - `BrokerUnreachable`: the broker did not answer, or rejected the credentials.
 * - `NotPublished`: the pacts were verified, but the broker does not have the results.
 * - `VerifierFailed`: Pact's verifier did not run.
 *
 * @since 0.1.0
 * @category errors
 */
export const ImpossibleReason = Schema.Literal("NoPact", "BrokerUnreachable", "NotPublished", "VerifierFailed")

/**
 * The verification says nothing about the provider.
 *
 * @since 0.1.0
 * @category errors
 */
export class VerificationImpossible extends Schema.TaggedError<VerificationImpossible>(
  "@effect-userplane/contract/VerificationImpossible"
)("VerificationImpossible", {
  reason: ImpossibleReason,
  message: Schema.String
}) {}
