/**
 * The pact of a consumer, interaction by interaction: a building block for the tests of any runner.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Check, Implementation } from "./Client.js"
import { InteractionFailed } from "./ConsumerError.js"
import { defaultInteractions, type Interaction } from "./Interaction.js"
import * as Internal from "./internal/consumerPact.js"
import { provider } from "./ProviderState.js"

/**
 * A consumer, and what it relies on.
 *
 * @since 0.1.0
 * @category options
 */
export interface ConsumerOptions {
  /** The consumer's name in the broker. It becomes part of the file's name: not empty, without slashes. */
  readonly consumer: string
  /** What the consumer relies on. Default: `defaultInteractions`. */
  readonly interactions?: ReadonlyArray<Interaction> | undefined
  /** The time that a call may take. Default: 10 seconds. */
  readonly timeout?: Duration.DurationInput | undefined
}

/**
 * The pact of a consumer while it is tested.
 *
 * @since 0.1.0
 * @category models
 */
export interface ConsumerPact {
  readonly interactions: ReadonlyArray<Interaction>
  /**
   * Lets a client make the request of an interaction to a mock server.
   *
   * Rejects with `InteractionFailed` when the client sends another request or more than one, ends otherwise than the interaction
   * says, or does not end in time; and with what the check throws.
   */
  readonly test: <A, E = never>(
    interaction: Interaction,
    implementation: Implementation<A, E, never>,
    check?: Check<A>
  ) => Promise<void>
  /**
   * Writes the pact to `{directory}/{consumer}-{provider}.json`, and returns the path. A pact that is already there is
   * replaced, never merged with.
   *
   * Rejects with `PactNotWritten`, and leaves the folder as it is, unless every interaction was tested and kept to.
   */
  readonly write: (directory: string) => Promise<string>
}

/** The pact with the defaults of its options. */
export const open = ({ consumer, interactions = defaultInteractions, timeout = "10 seconds" }: ConsumerOptions) =>
  new Internal.ConsumerPact({ consumer, provider, interactions, timeout: Duration.decode(timeout) })

const run = async <A, E>(effect: Effect.Effect<A, E>): Promise<A> => {
  const exit = await Effect.runPromiseExit(effect)
  if (Exit.isSuccess(exit)) return exit.value
  throw Cause.squash(exit.cause)
}

/**
 * Begins the pact of a consumer. Throws an `IllegalArgumentException` when the consumer's name is empty or holds a path.
 *
 * @example
 * ```ts
 * import { type Call, consumerPact } from "@effect-userplane/contract"
 * import { describe, it } from "vitest"
 *
 * // Yours: deletes a link, or rejects.
 * declare const deleteLink: (call: Call) => Promise<void>
 *
 * const pact = consumerPact({ consumer: "my-service" })
 *
 * describe("my-service", () => {
 *   it.each(pact.interactions)("given $state, upon receiving $description", (interaction) =>
 *     pact.test(interaction, deleteLink)
 *   )
 *
 *   it("has a pact", () => pact.write("pacts"))
 * })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const consumerPact = (options: ConsumerOptions): ConsumerPact => {
  const pact = open(options)
  return {
    interactions: pact.interactions,
    test: (interaction, implementation, check) =>
      pact.test(interaction, implementation, check).pipe(
        Effect.mapError(({ problems, thrown }) =>
          thrown === undefined
            ? new InteractionFailed({ interaction: interaction.description, state: interaction.state, problems })
            : thrown.error
        ),
        run
      ),
    write: (directory) => run(pact.write(directory))
  }
}
