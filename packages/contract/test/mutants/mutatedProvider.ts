/** A provider whose responses are changed on their way: another mutation for each target. */
import type * as Http from "node:http"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Record from "effect/Record"
import * as Forwarding from "../../src/internal/forwarding.js"
import { listen } from "../../src/internal/loopback.js"
import type { StateName, StateParameters, Subject } from "../../src/provider.js"
import type { EffectHandlers } from "../sandboxStates.js"
import type { Message } from "./Message.js"
import { deletionOf, type Mutation } from "./Mutation.js"
import { type Target, targets } from "./Target.js"

interface Current {
  readonly target: Target
  readonly subject: Subject
  /** The number of requests that came since the state was reached. */
  requests: number
}

const messageOf = ({ body, rawHeaders, status }: Forwarding.Response): Message => ({
  status,
  headers: Object.fromEntries(
    rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ""]] : []))
  ),
  body: body.toString("utf8")
})

const write = ({ body, headers, reason, status }: Message, response: Http.ServerResponse): void => {
  const { "content-length": _, "transfer-encoding": __, ...others } = headers
  if (headers["date"] === undefined) response.sendDate = false
  response.statusMessage = reason ?? ""
  response.writeHead(status, reason, others)
  response.end(body)
}

const confirmation = (subject: Subject): Message => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(deletionOf(subject))
})

/**
 * Stands in front of a provider, and changes its response to a target by the mutation for it. The provider's states are
 * observed: they tell which target is asked for. A failure of the change itself is a defect.
 */
export const mutatedProvider = <E, R>(
  baseUrl: string,
  states: EffectHandlers<E, R>,
  mutationOf: (target: Target) => Mutation | undefined
) =>
  Effect.gen(function* () {
    let current: Current | undefined
    const upstream = new URL(baseUrl)
    const defects: Array<string> = []

    const respond = (request: Forwarding.Request) =>
      Effect.suspend(() => {
        if (current === undefined) return Effect.dieMessage("No state was asked for.")
        current.requests += 1
        const { requests, subject, target } = current
        const mutation = mutationOf(target)
        if (mutation?.place === "instead") {
          return Effect.succeed(mutation.rewrite(confirmation(subject), { target, subject }))
        }
        const concerned = mutation !== undefined && (mutation.place === "first") === (requests === 1)
        return Effect.map(Forwarding.forward(upstream, request), (answer) => {
          const message = messageOf(answer)
          return concerned ? mutation.rewrite(message, { target, subject }) : message
        })
      })

    const origin = yield* listen((request, response) =>
      Effect.runCallback(Effect.flatMap(Forwarding.receive(request), respond), {
        onExit: (exit) => {
          if (exit._tag === "Success") write(exit.value, response)
          else {
            defects.push(Cause.pretty(exit.cause))
            response.destroy()
          }
        }
      })
    )

    const observed = Record.map(
      states,
      (handler: (parameters: StateParameters) => Effect.Effect<Subject, E, R>, state: StateName) =>
        (parameters: StateParameters) =>
          Effect.tap(handler(parameters), (subject) =>
            Effect.sync(() => {
              const target = targets.find(
                ({ response, state: name }) => name === state && response.status === parameters.status
              )
              current = target && { target, subject, requests: 0 }
            })
          )
    )

    return { baseUrl: origin + upstream.pathname, states: observed, defects }
  })
