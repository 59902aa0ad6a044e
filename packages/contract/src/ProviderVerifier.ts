/**
 * The contract as a provider keeps it.
 *
 * @since 0.1.0
 */
import * as Fs from "node:fs/promises"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { provider } from "./Consumer.js"
import * as Broker from "./internal/broker.js"
import * as Gateway from "./internal/gateway.js"
import * as Verifier from "./internal/verifier.js"
import { type StateName, type StateParameters, type Subject, stateNames } from "./ProviderState.js"
import type { Source } from "./Source.js"
import { Verification, VerificationFailed, VerificationImpossible } from "./Verification.js"

/**
 * Brings the provider into a state, and says what to ask it for then. What is acquired in the scope is released once the
 * interaction has been verified.
 *
 * @since 0.1.0
 * @category models
 */
export type StateHandler<E, R> = (parameters: StateParameters) => Effect.Effect<Subject, E, R | Scope.Scope>

/**
 * A handler for every state: one that is missing is a type error.
 *
 * @since 0.1.0
 * @category models
 */
export type StateHandlers<E = never, R = never> = { readonly [Name in StateName]: StateHandler<E, R> }

/**
 * @since 0.1.0
 * @category options
 */
export interface Options<E, R> {
  /** The URL of the provider with the base path of the API: `http://127.0.0.1:4010/api/v1`. */
  readonly baseUrl: string | URL
  readonly states: StateHandlers<E, R>
  readonly source: Source
  /**
   * True when each confirmed deletion is asked for once more, and has to be answered `LINK_GONE` then: a client that has
   * lost a response relies on it. Only for a provider that keeps nothing, such as a mock of the API, is it `false`.
   * Default: `true`.
   */
  readonly lasting?: boolean | undefined
  /** The time the provider may take for a response. Default: 10 seconds. */
  readonly timeout?: Duration.DurationInput | undefined
}

const decodeParameters = Schema.decodeUnknown(Schema.Struct({ status: Schema.Number }))

const isStateName = (state: string): state is StateName => stateNames.some((name) => name === state)

// The ids are put into the path as they are.
const isPathSegment = (id: string): boolean => /^[A-Za-z0-9\-._~]+$/.test(id) && id !== "." && id !== ".."

const preparing =
  <E, R>(states: StateHandlers<E, R>): Gateway.Prepare<R> =>
  (state, parameters) =>
    Effect.gen(function* () {
      // A state of an older or newer contract than the handlers know, or a handler that JavaScript has left out.
      const handler: StateHandler<E, R> | undefined = isStateName(state) ? states[state] : undefined
      if (handler === undefined) return yield* Effect.fail(`There is no handler for the state "${state}".`)
      const decoded = yield* Effect.mapError(
        decodeParameters(parameters),
        ({ message }) => `The parameters of the state are not those of the contract: ${message}`
      )
      const subject = yield* Effect.mapError(
        handler(decoded),
        (error) => `The state was not reached: ${error instanceof Error ? error.message : String(error)}`
      )
      const { linkId, workspaceId } = subject
      return isPathSegment(workspaceId) && isPathSegment(linkId)
        ? subject
        : yield* Effect.fail(
            `The ids of a state may consist of letters, digits and -._~ only, since they become part of a path: ${workspaceId}, ${linkId}`
          )
    })

const ensureReadable = (path: string) =>
  Effect.tryPromise({
    try: () => Fs.access(path, Fs.constants.R_OK),
    catch: () => new VerificationImpossible({ reason: "NoPact", message: `The pact ${path} cannot be read.` })
  })

/**
 * Verifies that a provider keeps to the pacts of its consumers.
 *
 * Beyond what a pact can say, every 200 has to name the ids of its request, and a link whose deletion was confirmed has to
 * be gone: where that is not so, the verifier is given a 502 in the place of the response, so that what is published agrees
 * with what this function returns. A state without a handler fails, too; Pact alone would only warn.
 *
 * Fails with `VerificationFailed` when the provider does not keep to a pact that is not pending, and with
 * `VerificationImpossible` when there was nothing to verify, or publishing the results failed.
 *
 * @since 0.1.0
 * @category verification
 */
export const verifyProvider = <E, R>({
  baseUrl,
  lasting = true,
  source,
  states,
  timeout = "10 seconds"
}: Options<E, R>): Effect.Effect<Verification, VerificationFailed | VerificationImpossible, Exclude<R, Scope.Scope>> =>
  Effect.gen(function* () {
    const gateway = yield* Gateway.make({
      target: new URL(baseUrl),
      prepare: preparing(states),
      lasting,
      timeout: Duration.decode(timeout)
    })
    const verification = Effect.flatMap(Verifier.verify(source, provider, gateway), (interactions) =>
      interactions.some(({ mismatches, pending }) => !pending && mismatches.length > 0)
        ? new VerificationFailed({ interactions })
        : Effect.succeed(new Verification({ interactions }))
    )
    if (source._tag === "File") return yield* Effect.zipRight(ensureReadable(source.path), verification)
    yield* Broker.reach(source)
    return yield* source.publication === undefined
      ? verification
      : Broker.ensurePublished(source, provider, source.publication, verification)
  }).pipe(Effect.scoped)
