import * as Fs from "node:fs/promises"
import * as Path from "node:path"
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Check, Implementation } from "../Client.js"
import { PactNotWritten } from "../ConsumerError.js"
import type { Interaction } from "../Interaction.js"
import * as InteractionTest from "./interactionTest.js"

export interface Options {
  readonly consumer: string
  readonly provider: string
  readonly interactions: ReadonlyArray<Interaction>
  readonly timeout: Duration.Duration
}

// The name becomes part of the name of a file.
const isName = (consumer: string): boolean =>
  consumer.trim() !== "" && consumer.trim() === consumer && !/[/\\\p{Cc}]/u.test(consumer)

const ensure = (holds: boolean, message: () => string): void => {
  if (!holds) throw new Cause.IllegalArgumentException(message())
}

/** The interactions of a consumer, and what has become of them. */
export class ConsumerPact {
  readonly interactions: ReadonlyArray<Interaction>
  private readonly options: Options
  private readonly results = new Map<string, InteractionTest.PactFile | InteractionTest.Failure>()

  constructor(options: Options) {
    const { consumer, interactions } = options
    ensure(isName(consumer), () => `The name of a consumer is not empty and holds no path: ${JSON.stringify(consumer)}`)
    const names = interactions.map(({ description }) => description)
    ensure(names.length > 0, () => "A pact has at least one interaction.")
    ensure(new Set(names).size === names.length, () => "The descriptions of interactions are unique.")
    this.options = options
    this.interactions = interactions
  }

  test<A, E, R>(
    interaction: Interaction,
    implementation: Implementation<A, E, R>,
    check: Check<A> | undefined
  ): Effect.Effect<void, InteractionTest.Failure, R> {
    return Effect.suspend(() => {
      const { description } = interaction
      ensure(this.interactions.includes(interaction), () => `Not an interaction of this pact: ${description}`)
      const { consumer, provider, timeout } = this.options
      return InteractionTest.run({ consumer, provider, timeout, interaction, implementation, check }).pipe(
        Effect.tapBoth({
          onSuccess: (pact) => Effect.sync(() => this.results.set(description, pact)),
          onFailure: (failure) => Effect.sync(() => this.results.set(description, failure))
        }),
        Effect.asVoid
      )
    })
  }

  /** Writes the pact, given that every interaction was kept to. Returns the path of the file. */
  write(directory: string): Effect.Effect<string, PactNotWritten> {
    const { consumer, provider } = this.options
    const [failed, pacts] = Arr.partitionMap(this.interactions, ({ description: interaction }) => {
      const result = this.results.get(interaction) ?? { problems: ["It was not tested."] }
      return "problems" in result
        ? Either.left(result.problems.map((problem) => ({ interaction, problem })))
        : Either.right(result)
    })
    const problems = failed.flat()
    if (Arr.isNonEmptyArray(problems)) return new PactNotWritten({ consumer, problems })
    const [first] = pacts
    const content = { ...first, interactions: pacts.flatMap(({ interactions }) => interactions) }
    const path = Path.join(directory, `${consumer}-${provider}.json`)
    return Effect.promise(async () => {
      await Fs.mkdir(directory, { recursive: true })
      await Fs.writeFile(path, `${JSON.stringify(content, null, 2)}\n`)
      return path
    })
  }
}
