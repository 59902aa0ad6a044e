/**
 * Stands between Pact's verifier and the provider: it brings the provider into the states that the verifier asks for,
 * hands requests on, and looks at what Pact's matchers cannot express.
 */
import type * as Http from "node:http"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Confirmation from "./confirmation.js"
import * as Forwarding from "./forwarding.js"
import { listen } from "./loopback.js"
import type { Link, Prepare } from "./preparation.js"
import { reasonOf } from "./reason.js"
import { redact } from "./secret.js"
import * as Visits from "./visits.js"

export interface Gateway {
  readonly baseUrl: string
  readonly stateUrl: string
  /** In the order in which they were asked for. */
  readonly visits: ReadonlyArray<Visits.Visit>
  /** The text without any secret that a state handed out. */
  readonly redact: (text: string) => string
}

const statePath = "/_state"

const StateChange = Schema.parseJson(
  Schema.Struct({
    action: Schema.Literal("setup", "teardown"),
    /** Empty for an interaction that has no state. */
    state: Schema.String,
    params: Schema.optional(Schema.Unknown)
  })
)

const decodeStateChange = Schema.decodeUnknown(StateChange)

export interface Options<R> {
  readonly target: URL
  readonly prepare: Prepare<R>
  /** True when a confirmed deletion is asked for again, and has to be gone then. */
  readonly lasting: boolean
  /** The time the provider may take for a response. */
  readonly timeout: Duration.Duration
  /** The time a state may take to release what it has acquired. */
  readonly stateTimeout: Duration.Duration
}

const isDeletionOf = ({ method, path }: Forwarding.Request, { linkId, workspaceId }: Link): boolean =>
  method === "DELETE" && path.endsWith(`/workspace/${workspaceId}/links/${linkId}`)

/** Listens on loopback until the scope is closed. */
export const make = <R>({
  lasting,
  prepare,
  stateTimeout,
  target,
  timeout
}: Options<R>): Effect.Effect<Gateway, never, R | Scope.Scope> =>
  Effect.gen(function* () {
    const run = yield* FiberSet.makeRuntime<R, void>()
    const visits = Visits.make(prepare, stateTimeout)

    const changeState = (message: Http.IncomingMessage) =>
      Forwarding.receive(message).pipe(
        Effect.flatMap(({ body }) => decodeStateChange(body.toString("utf8"))),
        Effect.flatMap(({ action, params, state }) =>
          action === "setup" ? visits.enter(state, params) : Effect.as(visits.leave, {})
        ),
        Effect.map((values) => Forwarding.json(200, values)),
        // Values that are no JSON, for instance. A state change that is answered with an error is asked for again for two
        // minutes: it is always answered with 200, and the request that follows is rejected.
        Effect.catchAllCause((cause) =>
          Effect.sync(() => {
            visits.current()?.visit.problems.push(`The state was not reached: ${Cause.pretty(cause)}`)
            return Forwarding.json(200, {})
          })
        )
      )

    const forward = (request: Forwarding.Request) =>
      Forwarding.forward(target, request).pipe(
        Effect.mapError((error) => `The provider did not answer: ${reasonOf(error)}`),
        Effect.timeoutFail({
          duration: timeout,
          onTimeout: () => `The provider did not answer within ${Duration.format(timeout)}.`
        })
      )

    const exchange = (message: Http.IncomingMessage, link: Link | undefined) =>
      Effect.gen(function* () {
        const request = yield* Effect.mapError(Forwarding.receive(message), reasonOf)
        const response = yield* forward(request)
        if (link !== undefined && isDeletionOf(request, link)) {
          yield* Confirmation.check(response, link, lasting ? forward(request) : undefined)
        }
        return response
      })

    const respond = (message: Http.IncomingMessage) =>
      Effect.suspend(() => {
        const current = visits.current()
        if (current === undefined || current.visit.problems.length > 0) {
          return Effect.succeed(Forwarding.rejection("The state was not reached."))
        }
        return Effect.catchAllCause(exchange(message, current.link), (cause) =>
          Effect.sync(() => {
            const problem = Visits.problemOf(cause, "The request was not forwarded")
            current.visit.problems.push(problem)
            return Forwarding.rejection(problem)
          })
        )
      })

    const origin = yield* listen((message, outgoing) => {
      const handled = message.url === statePath ? changeState(message) : respond(message)
      run(Effect.map(handled, (response) => Forwarding.write(response, outgoing)))
    })
    yield* Effect.addFinalizer(() => visits.leave)

    return {
      baseUrl: `${origin}${target.pathname.replace(/\/$/, "")}`,
      stateUrl: `${origin}${statePath}`,
      visits: visits.all,
      redact: (text) => redact(visits.secrets, text)
    }
  })
