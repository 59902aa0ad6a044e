/**
 * The contract as a consumer writes it: its own client makes every request of the contract to a mock server, and what
 * both agree on becomes a pact.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { Check, Implementation } from "./Client.js"
import type { PactNotWritten } from "./ConsumerError.js"
import { type ConsumerOptions, open } from "./ConsumerPact.js"

/**
 * A consumer, its client, and the folder of its pact.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options<A, E, R> extends ConsumerOptions {
  /** The folder of the pact. It is made where it is missing. */
  readonly directory: string
  readonly implementation: Implementation<A, E, R>
  /** Default: nothing. */
  readonly check?: Check<A> | undefined
}

/**
 * Lets a client make every request of the contract, and writes the pact: what `consumerPact` does, in one call. The path of
 * the file is `{directory}/{consumer}-{provider}.json`. A pact that is already there is replaced, never merged with.
 *
 * Interactions run one after the other.
 *
 * Fails with `PactNotWritten` when the client does not keep to the contract, with what went wrong per interaction. Dies
 * where the consumer's name is empty or holds a path, and where the folder cannot be written.
 *
 * @example
 * ```ts
 * import { writePact } from "@effect-userplane/contract"
 *
 * const program = writePact({
 *   consumer: "my-service",
 *   directory: "pacts",
 *   implementation: async ({ apiKey, baseUrl, linkId, workspaceId }) => {
 *     const key = apiKey()
 *     const response = await fetch(`${baseUrl}/public/workspace/${workspaceId}/links/${linkId}`, {
 *       method: "DELETE",
 *       headers: key === "" ? {} : { authorization: `Bearer ${key}` }
 *     })
 *     if (!response.ok) throw new Error(await response.text())
 *   }
 * })
 * ```
 *
 * @since 0.1.0
 * @category contract
 */
export const writePact = <A, E = never, R = never>({
  check,
  directory,
  implementation,
  ...options
}: Options<A, E, R>): Effect.Effect<string, PactNotWritten, R> =>
  Effect.gen(function* () {
    const pact = yield* Effect.sync(() => open(options))
    yield* Effect.forEach(
      pact.interactions,
      (interaction) => Effect.ignore(pact.test(interaction, implementation, check)),
      { discard: true }
    )
    return yield* pact.write(directory)
  })
