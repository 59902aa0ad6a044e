/**
 * The reasons why a client has no pact.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Schema from "effect/Schema"

/**
 * A client does not keep to an interaction: it sent another request, or more than one, ended otherwise, or did not end.
 *
 * @since 0.1.0
 * @category errors
 */
export class InteractionFailed extends Schema.TaggedError<InteractionFailed>(
  "@effect-userplane/contract/InteractionFailed"
)("InteractionFailed", {
  /** Its description. */
  interaction: Schema.String,
  state: Schema.String,
  /** The last is the client's own error, if it had one. */
  problems: Schema.NonEmptyArray(Schema.String)
}) {
  override get message(): string {
    return `Given ${this.state}, upon receiving ${this.interaction}:\n${this.problems.join("\n")}`
  }
}

const Problem = Schema.Struct({
  /** The description of the interaction. */
  interaction: Schema.String,
  problem: Schema.String
})

const maxNames = 3

const namesOf = (interactions: ReadonlyArray<string>): string =>
  interactions.length <= maxNames
    ? interactions.join("; ")
    : `${interactions.slice(0, maxNames).join("; ")}; and ${interactions.length - maxNames} more`

const indented = (text: string): string => text.replaceAll("\n", "\n  ")

/**
 * A client that does not keep to the contract. No pact was written, and one from before is as it was.
 *
 * @since 0.1.0
 * @category errors
 */
export class PactNotWritten extends Schema.TaggedError<PactNotWritten>("@effect-userplane/contract/PactNotWritten")(
  "PactNotWritten",
  {
    consumer: Schema.String,
    /** An interaction may have several. */
    problems: Schema.NonEmptyArray(Problem)
  }
) {
  /** Tells what several interactions have in common once. */
  override get message(): string {
    const { size } = new Set(this.problems.map(({ interaction }) => interaction))
    const groups = Object.entries(Arr.groupBy(this.problems, ({ problem }) => problem))
    const lines = groups.map(
      ([problem, same]) => `- ${namesOf(same.map(({ interaction }) => interaction))}:\n  ${indented(problem)}`
    )
    return [
      `${this.consumer} does not keep to ${size} interactions of the contract, so no pact was written.`,
      ...lines
    ].join("\n")
  }
}
