/**
 * Stands between Pact's verifier and the provider: it brings the provider into the states that the verifier asks for,
 * hands requests on, and looks at what Pact's matchers cannot express.
 */
import type * as Http from "node:http"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberSet from "effect/FiberSet"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import type { Subject } from "../ProviderState.js"
import * as Confirmation from "./confirmation.js"
import * as Forwarding from "./forwarding.js"
import { listen } from "./loopback.js"

/** A state that the verifier asked for, and what went wrong in it beyond what the verifier sees. */
export interface Visit {
  readonly state: string
  readonly problems: Array<string>
}

/** Brings the provider into a state, until the scope is closed. */
export type Prepare<R> = (state: string, parameters: unknown) => Effect.Effect<Subject, string, R | Scope.Scope>

export interface Gateway {
  readonly baseUrl: string
  readonly stateUrl: string
  /** In the order in which they were asked for. */
  readonly visits: ReadonlyArray<Visit>
  /** The text without any key that a state handed out. */
  readonly redact: (text: string) => string
}

const statePath = "/_state"

const StateChange = Schema.parseJson(
  Schema.Struct({
    action: Schema.Literal("setup", "teardown"),
    state: Schema.String,
    params: Schema.optional(Schema.Unknown)
  })
)

const decodeStateChange = Schema.decodeUnknown(StateChange)

interface Current {
  readonly visit: Visit
  readonly scope: Scope.CloseableScope
  readonly subject: Subject | undefined
}

const bodyOf = (request: Http.IncomingMessage) =>
  Effect.tryPromise(async () => {
    const chunks: Array<Buffer> = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks).toString("utf8")
  })

export interface Options<R> {
  readonly target: URL
  readonly prepare: Prepare<R>
  /** True when a confirmed deletion is asked for again, and has to be gone then. */
  readonly lasting: boolean
  /** The time the provider may take for a response. */
  readonly timeout: Duration.Duration
}

/** Listens on loopback until the scope is closed. */
export const make = <R>({
  lasting,
  prepare,
  target,
  timeout
}: Options<R>): Effect.Effect<Gateway, never, R | Scope.Scope> =>
  Effect.gen(function* () {
    const run = yield* FiberSet.makeRuntime<R, void>()
    const visits: Array<Visit> = []
    const keys = new Set<string>()
    let current: Current | undefined

    const teardown = Effect.suspend(() => {
      const scope = current?.scope
      current = undefined
      return scope === undefined ? Effect.void : Scope.close(scope, Exit.void)
    })

    const setup = (state: string, parameters: unknown) =>
      Effect.gen(function* () {
        yield* teardown
        const visit: Visit = { state, problems: [] }
        visits.push(visit)
        const scope = yield* Scope.make()
        const exit = yield* prepare(state, parameters).pipe(Scope.extend(scope), Effect.exit)
        if (Exit.isFailure(exit)) {
          visit.problems.push(
            Cause.isFailType(exit.cause) ? exit.cause.error : `The state was not reached: ${Cause.pretty(exit.cause)}`
          )
        }
        const subject = Exit.isSuccess(exit) ? exit.value : undefined
        current = { visit, scope, subject }
        if (subject === undefined) return {}
        const apiKey = Redacted.value(subject.apiKey)
        if (apiKey !== "") keys.add(apiKey)
        return { workspaceId: subject.workspaceId, linkId: subject.linkId, apiKey }
      })

    // A state change that is answered with an error is asked for again for two minutes: it is always answered with 200,
    // and the request that follows is rejected.
    const changeState = (request: Http.IncomingMessage) => {
      const visit = current?.visit
      return Effect.flatMap(bodyOf(request), decodeStateChange).pipe(
        Effect.flatMap(({ action, params, state }) =>
          action === "setup" ? setup(state, params) : Effect.as(teardown, {})
        ),
        Effect.catchAllCause((cause) =>
          Effect.sync(() => {
            visit?.problems.push(`The state was not left: ${Cause.pretty(cause)}`)
            return {}
          })
        ),
        Effect.map((values) => Forwarding.json(200, values))
      )
    }

    const forwarding = (request: Http.IncomingMessage) =>
      Forwarding.forward(target, request).pipe(
        Effect.mapError(({ message }) => `The provider did not answer: ${message}`),
        Effect.timeoutFail({
          duration: timeout,
          onTimeout: () => `The provider did not answer within ${Duration.format(timeout)}.`
        })
      )

    const exchange = (request: Http.IncomingMessage) => {
      const visit = current?.visit
      const subject = current?.subject
      if (visit === undefined || subject === undefined) {
        return Effect.succeed(Forwarding.rejection("The state was not reached."))
      }
      return forwarding(request).pipe(
        Effect.tap((response) => Confirmation.check(response, subject, lasting ? forwarding(request) : undefined)),
        Effect.catchAll((problem) =>
          Effect.sync(() => {
            visit.problems.push(problem)
            return Forwarding.rejection(problem)
          })
        )
      )
    }

    const origin = yield* listen((request, outgoing) => {
      const handled = request.url === statePath ? changeState(request) : exchange(request)
      run(Effect.map(handled, (response) => Forwarding.write(response, outgoing)))
    })
    yield* Effect.addFinalizer(() => teardown)

    return {
      baseUrl: `${origin}${target.pathname.replace(/\/$/, "")}`,
      stateUrl: `${origin}${statePath}`,
      visits,
      redact: (text) => [...keys].reduce((rest, key) => rest.replaceAll(key, "<redacted>"), text)
    }
  })
