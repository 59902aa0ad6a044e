import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Answer, type Request, Response } from "../../Exchange.js"
import type { Fault } from "../../Fault.js"
import type { RetryAfter } from "../../Quota.js"
import type { World } from "../world/world.js"
import { applyFault, hadEffect } from "./applyFault.js"
import { carryOut, type KnownOperation } from "./operations.js"

const notFound = Response.Undefined({
  status: 404,
  code: "NOT_FOUND",
  message: "No procedure matched",
  envelope: "OpenApi",
  headers: {}
})

const statusOfAnswer = Answer.$match({
  Deleted: () => 200,
  Listed: () => 200,
  Rejected: ({ tag }) => ErrorCatalogue.byTag[tag].status
})

/** The status of a response; `undefined` where none arrives. */
const statusOf = Response.$match({
  Answered: ({ answer }): number | undefined => statusOfAnswer(answer),
  Undefined: ({ status }) => status,
  Html: ({ status }) => status,
  Redirected: ({ status }) => status,
  Cut: ({ answer }) => statusOfAnswer(answer),
  Oversized: ({ answer }) => statusOfAnswer(answer),
  Endless: ({ answer }) => statusOfAnswer(answer),
  Broken: () => undefined,
  Silent: () => undefined
})

interface Outcome {
  readonly response: Response
  /** The fault that had an effect. */
  readonly fault?: Fault
}

// Nothing may yield between the match of a fault and its use: two requests must not meet a fault meant for one.
const respond = (world: World, form: RetryAfter, operation: KnownOperation, now: number): Effect.Effect<Outcome> => {
  const { faults, state } = world
  const withoutFault = (now: number) =>
    applyFault(undefined, () => carryOut({ state, now, fault: undefined }, operation), { now, form })
  const queued = faults.match(operation._tag === "DeleteLink" ? operation.linkId : undefined)
  if (queued === undefined) return Effect.succeed({ response: withoutFault(now) })
  const { fault } = queued
  if (fault._tag === "Slow" && fault.when === "BeforeActing") {
    faults.spend(queued)
    return Effect.sleep(fault.delay).pipe(
      Effect.zipRight(Clock.currentTimeMillis),
      Effect.map((now) => ({ response: withoutFault(now), fault }))
    )
  }
  const response = applyFault(fault, () => carryOut({ state, now, fault }, operation), { now, form })
  if (!hadEffect(fault, response)) return Effect.succeed({ response })
  faults.spend(queued)
  return Effect.succeed({ response, fault })
}

/** Handles a request from its arrival to its response. */
export const handle = (world: World, form: RetryAfter, request: Request): Effect.Effect<Response> =>
  Effect.gen(function* () {
    const { method, operation, path } = request
    const at = yield* Clock.currentTimeMillis
    const close = world.log.open({ at, method, path })
    const outcome: Outcome =
      operation._tag === "UnknownRoute" ? { response: notFound } : yield* respond(world, form, operation, at)
    const { fault, response } = outcome
    close({ status: statusOf(response), fault: fault?._tag })
    if (fault?._tag === "Slow" && fault.when === "AfterActing") yield* Effect.sleep(fault.delay)
    return response
  })
