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

type Interactions = ReadonlyArray<VerifiedInteraction>

const failedOf = (interactions: Interactions): Interactions =>
  interactions.filter(({ mismatches }) => mismatches.length > 0)

const headline = (interactions: Interactions): string => {
  const failed = failedOf(interactions)
  const pending = failed.filter((interaction) => interaction.pending).length
  const total = interactions.length
  if (failed.length === 0) return `The provider keeps to all ${total} interactions.`
  const counted = `${failed.length} of ${total} interactions`
  return pending === 0
    ? `The provider does not keep to ${counted}.`
    : `The provider does not keep to ${counted}, ${pending} of which ${pending === 1 ? "is" : "are"} pending.`
}

const lines = ({ consumer, description, mismatches, pending, states }: VerifiedInteraction): ReadonlyArray<string> => [
  `${consumer}: ${description}${pending ? " (pending)" : ""}`,
  ...states.map((state) => `  given ${state}`),
  ...mismatches.map((mismatch) => `  - ${mismatch}`)
]

const messageOf = (interactions: Interactions): string =>
  [headline(interactions), ...failedOf(interactions).flatMap((interaction) => ["", ...lines(interaction)])].join("\n")

/**
 * The provider keeps to every pact, pending ones aside.
 *
 * @since 0.1.0
 * @category models
 */
export class Verification extends Schema.TaggedClass<Verification>("@effect-userplane/contract/Verification")(
  "Verification",
  { interactions: Schema.Array(VerifiedInteraction) }
) {
  /** Those that the provider did not keep to, all of them pending. */
  get failed(): ReadonlyArray<VerifiedInteraction> {
    return failedOf(this.interactions)
  }

  /** For a terminal. */
  get message(): string {
    return messageOf(this.interactions)
  }
}

/**
 * The provider does not keep to a pact. `message` is for a terminal.
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
    return failedOf(this.interactions)
  }

  override get message(): string {
    return messageOf(this.interactions)
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

/**
 * Every end of a verification. Encoded, it is JSON that says by its `_tag` which one.
 *
 * @since 0.1.0
 * @category outcomes
 */
export const Outcome = Schema.Union(Verification, VerificationFailed, VerificationImpossible)

/**
 * `Verification` where the provider passed, or the failure that says why it did not.
 *
 * @since 0.1.0
 * @category outcomes
 */
export type Outcome = typeof Outcome.Type
