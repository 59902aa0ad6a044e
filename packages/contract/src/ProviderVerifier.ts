/**
 * The contract as a provider keeps it.
 *
 * @since 0.1.0
 */
import * as Fs from "node:fs/promises"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Broker from "./internal/broker.js"
import * as Gateway from "./internal/gateway.js"
import * as Preparation from "./internal/preparation.js"
import { reasonOf } from "./internal/reason.js"
import * as Verifier from "./internal/verifier.js"
import { provider } from "./ProviderState.js"
import { type Reports, writeReports } from "./Report.js"
import { Source } from "./Source.js"
import type { OtherStateHandlers, StateHandlers } from "./StateHandler.js"
import { type Outcome, Verification, VerificationFailed, VerificationImpossible } from "./Verification.js"

/**
 * A provider, the ways to its states, and the pacts that it is verified against.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options<E, R, E2 = never, R2 = never> {
  /** The URL of the provider with the base path of the API: `http://127.0.0.1:4010/api/v1`. */
  readonly baseUrl: string | URL
  /** A handler for each state of this contract. */
  readonly states: StateHandlers<E, R>
  /** Handlers for the states of other consumers' pacts, by name. Default: none. */
  readonly otherStates?: OtherStateHandlers<E2, R2> | undefined
  readonly source: Source
  /**
   * True when each confirmed deletion is asked for once more, and has to be answered `LINK_GONE` then: a client that has
   * lost a response relies on it. Only for a provider that keeps nothing, such as a mock of the API, is it `false`.
   * Default: `true`.
   */
  readonly lasting?: boolean | undefined
  /** The time the provider may take for a response. Default: 10 seconds. */
  readonly timeout?: Duration.DurationInput | undefined
  /** The time a handler may take to reach a state, and to release what it has acquired. Default: 30 seconds. */
  readonly stateTimeout?: Duration.DurationInput | undefined
  /** The reports to write, however the verification ends. Default: none. */
  readonly reports?: Reports | undefined
}

const ensureReadable = (path: string) =>
  Effect.tryPromise({
    try: () => Fs.access(path, Fs.constants.R_OK),
    catch: (error) =>
      new VerificationImpossible({ reason: "NoPact", message: `The pact ${path} cannot be read: ${reasonOf(error)}` })
  })

type Verified = Effect.Effect<Verification, VerificationFailed | VerificationImpossible>

const ensureReachable = Source.$match({
  File: ({ path }) => ensureReadable(path),
  Url: Broker.reachPact,
  Broker: Broker.reach
})

/** Checks that a source can be read before it is verified, and that it has the results afterwards. */
const withSourceChecks = (source: Source, verification: Verified): Verified =>
  Effect.gen(function* () {
    yield* ensureReachable(source)
    if (source._tag === "File" || source.publication === undefined) return yield* verification
    const server = source._tag === "Url" ? yield* Broker.serverOf(source) : source
    return yield* Broker.ensurePublished(server, provider, source.publication, verification)
  })

/**
 * Verifies that a provider keeps to the pacts of its consumers.
 *
 * Beyond what a pact can say, a confirmed deletion has to name the ids of its request, and its link has to be gone: where
 * that is not so, the verifier is given a 502 in the place of the response, so that what is published agrees with what this
 * function returns. A state without a handler fails, too; Pact alone would only warn.
 *
 * Fails with `VerificationFailed` when the provider does not keep to a pact that is not pending, and with
 * `VerificationImpossible` when there was nothing to verify, or publishing the results failed.
 *
 * @since 0.1.0
 * @category verification
 */
export const verifyProvider = <E, R, E2 = never, R2 = never>({
  baseUrl,
  lasting = true,
  otherStates = {},
  reports = {},
  source,
  states,
  stateTimeout = "30 seconds",
  timeout = "10 seconds"
}: Options<E, R, E2, R2>): Effect.Effect<
  Verification,
  VerificationFailed | VerificationImpossible,
  Exclude<R | R2, Scope.Scope>
> =>
  Effect.gen(function* () {
    const longest = Duration.decode(stateTimeout)
    const gateway = yield* Gateway.make({
      target: new URL(baseUrl),
      prepare: Preparation.make({ states, otherStates, timeout: longest }),
      lasting,
      timeout: Duration.decode(timeout),
      stateTimeout: longest
    })
    const verification = Effect.flatMap(Verifier.verify(source, provider, gateway), (interactions) =>
      interactions.some(({ mismatches, pending }) => !pending && mismatches.length > 0)
        ? new VerificationFailed({ interactions })
        : Effect.succeed(new Verification({ interactions }))
    )
    const report = (outcome: Outcome) => writeReports(reports, outcome)
    return yield* Effect.tapBoth(withSourceChecks(source, verification), { onSuccess: report, onFailure: report })
  }).pipe(Effect.scoped)
