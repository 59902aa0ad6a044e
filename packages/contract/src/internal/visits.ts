/** The interactions that the verifier asks for, one after the other, and the states that each of them needs. */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import type { StateValues } from "../StateHandler.js"
import type { Link, Prepare } from "./preparation.js"

/** An interaction that the verifier asked for, and what went wrong in it beyond what the verifier sees. */
export interface Visit {
  /** In the order in which they were asked for. */
  readonly states: Array<string>
  readonly problems: Array<string>
}

/** The interaction that is being verified. */
export interface Current {
  readonly visit: Visit
  /** The scope of its states. */
  readonly scope: Scope.CloseableScope
  /** The link that is to be deleted, where one of its states has made one. */
  link: Link | undefined
}

export interface Visits<R> {
  /** Brings the provider into one more state of the current interaction, and returns the values for the verifier. */
  readonly enter: (state: string, parameters: unknown) => Effect.Effect<StateValues, never, R>
  /** Ends the current interaction, if there is one, and leaves all of its states. */
  readonly leave: Effect.Effect<void>
  readonly current: () => Current | undefined
  /** In the order in which they were asked for. */
  readonly all: ReadonlyArray<Visit>
  /** The secrets that states have handed out. */
  readonly secrets: ReadonlySet<string>
}

/** The failure, or the defect with what went wrong. */
export const problemOf = (cause: Cause.Cause<string>, what: string): string =>
  Option.getOrElse(Cause.failureOption(cause), () => `${what}: ${Cause.pretty(cause)}`)

/** `timeout` is the time that a state may take to release what it has acquired. */
export const make = <R>(prepare: Prepare<R>, timeout: Duration.Duration): Visits<R> => {
  const all: Array<Visit> = []
  const secrets = new Set<string>()
  let current: Current | undefined

  const begin = Effect.map(Scope.make(), (scope) => {
    const visit: Visit = { states: [], problems: [] }
    all.push(visit)
    const begun: Current = { visit, scope, link: undefined }
    current = begun
    return begun
  })

  const plain = (value: unknown): unknown => {
    if (!Redacted.isRedacted(value)) return value
    const secret = Redacted.value(value)
    if (typeof secret === "string") secrets.add(secret)
    return secret
  }

  const enter = (state: string, parameters: unknown): Effect.Effect<StateValues, never, R> =>
    Effect.gen(function* () {
      const now = current ?? (yield* begin)
      const { problems, states } = now.visit
      // An interaction without a state.
      if (state === "") return {}
      states.push(state)
      if (problems.length > 0) return {}
      const exit = yield* prepare(state, parameters).pipe(Scope.extend(now.scope), Effect.exit)
      if (Exit.isFailure(exit)) {
        problems.push(problemOf(exit.cause, `The state "${state}" was not reached`))
        return {}
      }
      now.link = exit.value.link ?? now.link
      return Record.map(exit.value.values, plain)
    })

  const leave = Effect.suspend(() => {
    if (current === undefined) return Effect.void
    const { scope, visit } = current
    current = undefined
    return Scope.close(scope, Exit.void).pipe(
      // Releasing cannot be interrupted: what takes too long is left behind.
      Effect.disconnect,
      Effect.timeoutFail({
        duration: timeout,
        onTimeout: () => `The state was not left within ${Duration.format(timeout)}.`
      }),
      Effect.catchAllCause((cause) =>
        Effect.sync(() => {
          visit.problems.push(problemOf(cause, "The state was not left"))
        })
      )
    )
  })

  return { enter, leave, current: () => current, all, secrets }
}
