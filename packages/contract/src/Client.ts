/**
 * The client under test: what it is asked to do, and how that ended.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type { Interaction } from "./Interaction.js"

/**
 * The call that a client has to make: delete this link, there, with this key.
 *
 * @since 0.1.0
 * @category models
 */
export interface Call {
  /** Without a trailing slash. */
  readonly baseUrl: string
  readonly workspaceId: string
  readonly linkId: string
  /**
   * Returns the key; when empty, no `Authorization` header is to be sent. It is a function so that any program can read it,
   * and no log shows it by accident.
   */
  readonly apiKey: () => string
}

/**
 * A client: it deletes the link, or fails (rejects). It must send exactly one request, so retries have to be off. An effect of
 * another version of Effect than 3 has to be run first: by its `Effect.runPromise`.
 *
 * @since 0.1.0
 * @category models
 */
export type Implementation<A, E, R> = (call: Call) => Effect.Effect<A, E, R> | PromiseLike<A>

/**
 * How a call ended: with what the client returned, or with what it failed with, rejected with or threw.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome<A> =
  | { readonly _tag: "Success"; readonly value: A }
  | { readonly _tag: "Failure"; readonly error: unknown }

/**
 * Checks how a call ended, and throws or rejects when it should have ended otherwise: with the `expect` of a test runner, for
 * instance. That the call has succeeded or failed as the interaction says, was checked before.
 *
 * @since 0.1.0
 * @category models
 */
export type Check<A> = (outcome: Outcome<A>, interaction: Interaction) => void | PromiseLike<void>
