/** Finds the handler of a state, and runs it within its time. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { type StateName, type Subject, stateNames } from "../ProviderState.js"
import type {
  OtherStateHandler,
  OtherStateHandlers,
  StateHandler,
  StateHandlers,
  StateValues
} from "../StateHandler.js"
import * as Foreign from "./foreign.js"
import { reasonOf } from "./reason.js"
import { reveal } from "./secret.js"

/** The ids of the link that is to be deleted. */
export type Link = Pick<Subject, "linkId" | "workspaceId">

/** What a state has made. */
export interface Prepared {
  /** The values that the verifier puts into the request. */
  readonly values: StateValues
  /** `undefined` in a state of another contract. */
  readonly link?: Link
}

/** Brings the provider into a state, until the scope is closed. */
export type Prepare<R> = (state: string, parameters: unknown) => Effect.Effect<Prepared, string, R | Scope.Scope>

export interface Handlers<E, R, E2, R2> {
  readonly states: StateHandlers<E, R>
  readonly otherStates: OtherStateHandlers<E2, R2>
  /** The time that a handler may take. */
  readonly timeout: Duration.Duration
}

const run = <A, E, R>(
  state: string,
  timeout: Duration.Duration,
  handler: () => Effect.Effect<A, E, R> | PromiseLike<A>
): Effect.Effect<A, string, R> =>
  Foreign.attempt(handler).pipe(
    Effect.flatMap((result) => (Effect.isEffect(result) ? result : Foreign.settled(async () => result))),
    Effect.mapError((error) => `The state "${state}" was not reached: ${reasonOf(error)}`),
    // A promise cannot be interrupted: it is left behind.
    Effect.disconnect,
    Effect.timeoutFail({
      duration: timeout,
      onTimeout: () => `The state "${state}" was not reached within ${Duration.format(timeout)}.`
    })
  )

const decodeParameters = Schema.decodeUnknown(Schema.Struct({ status: Schema.Number }))

// A handler may be written in JavaScript.
const isSubject = Schema.is(
  Schema.Struct({
    workspaceId: Schema.String,
    linkId: Schema.String,
    apiKey: Schema.Union(Schema.String, Schema.RedactedFromSelf(Schema.String))
  })
)

// The ids are put into the path as they are.
const isPathSegment = (id: string): boolean => /^[A-Za-z0-9\-._~]+$/.test(id) && id !== "." && id !== ".."

const prepareLink = <E, R>(
  state: StateName,
  parameters: unknown,
  handler: StateHandler<E, R>,
  timeout: Duration.Duration
) =>
  Effect.gen(function* () {
    const decoded = yield* Effect.mapError(
      decodeParameters(parameters),
      ({ message }) => `The parameters of the state "${state}" are not those of the contract: ${message}`
    )
    const subject = yield* run(state, timeout, () => handler(decoded))
    if (!isSubject(subject)) {
      return yield* Effect.fail(`The handler of the state "${state}" has to return workspaceId, linkId and apiKey.`)
    }
    const { apiKey, linkId, workspaceId } = subject
    if (!isPathSegment(workspaceId) || !isPathSegment(linkId)) {
      return yield* Effect.fail(
        `The ids of a state may consist of letters, digits and -._~ only, since they become part of a path: ${workspaceId}, ${linkId}`
      )
    }
    const link = { workspaceId, linkId }
    return { values: { ...link, apiKey: Redacted.make(reveal(apiKey)) }, link }
  })

const decodeAny = Schema.decodeUnknown(Schema.Record({ key: Schema.String, value: Schema.Unknown }))

const prepareOther = <E, R>(
  state: string,
  parameters: unknown,
  handler: OtherStateHandler<E, R>,
  timeout: Duration.Duration
) =>
  Effect.gen(function* () {
    const given = yield* Effect.orElseSucceed(decodeAny(parameters), () => ({}))
    const values = yield* run(state, timeout, () => handler(given))
    return { values: values ?? {} }
  })

const isStateName = (state: string): state is StateName => stateNames.some((name) => name === state)

/** Prepares every state that has a handler. Those of this contract come before others of the same name. */
export const make =
  <E, R, E2, R2>({ otherStates, states, timeout }: Handlers<E, R, E2, R2>): Prepare<R | R2> =>
  (state, parameters): Effect.Effect<Prepared, string, R | R2 | Scope.Scope> => {
    if (isStateName(state)) {
      // JavaScript may have left it out.
      const handler: StateHandler<E, R> | undefined = states[state]
      if (handler !== undefined) return prepareLink(state, parameters, handler, timeout)
    }
    const handler = Object.hasOwn(otherStates, state) ? otherStates[state] : undefined
    return handler === undefined
      ? Effect.fail(`There is no handler for the state "${state}".`)
      : prepareOther(state, parameters, handler, timeout)
  }
