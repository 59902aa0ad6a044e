/**
 * Handlers that bring a provider into the states of its consumers' pacts.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { StateName, StateParameters, Subject } from "./ProviderState.js"

/**
 * Brings the provider into a state of this contract, and returns the ids and the key of the request. What an Effect acquires
 * in the scope is released once the interaction has been verified.
 *
 * @since 0.1.0
 * @category models
 */
export type StateHandler<E, R> = (
  parameters: StateParameters
) => Effect.Effect<Subject, E, R | Scope.Scope> | PromiseLike<Subject>

/**
 * A handler for every state of this contract: one that is missing is a type error.
 *
 * @since 0.1.0
 * @category models
 */
export type StateHandlers<E = never, R = never> = { readonly [Name in StateName]: StateHandler<E, R> }

/**
 * The parameters of a state, as its consumer wrote them.
 *
 * @since 0.1.0
 * @category models
 */
export type OtherStateParameters = { readonly [name: string]: unknown }

/**
 * The values that a pact takes from a state, by name: JSON. A value that is `Redacted` is passed on as it is inside, and shown
 * in no result.
 *
 * @since 0.1.0
 * @category models
 */
export type StateValues = { readonly [name: string]: unknown }

/**
 * Brings the provider into a state of another consumer's pact. It returns the values that the pact asks for, if any.
 *
 * @since 0.1.0
 * @category models
 */
export type OtherStateHandler<E, R> = (
  parameters: OtherStateParameters
  // biome-ignore lint/suspicious/noConfusingVoidType: A function that returns nothing is a handler, too.
) => Effect.Effect<StateValues | void, E, R | Scope.Scope> | PromiseLike<StateValues | void>

/**
 * Handlers for the states of other consumers' pacts, by the name of the state.
 *
 * @since 0.1.0
 * @category models
 */
export type OtherStateHandlers<E = never, R = never> = { readonly [name: string]: OtherStateHandler<E, R> }
