import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Answer, Reply, type Request } from "../../Exchange.js"
import type { Fault } from "../../Fault.js"
import type { Hint } from "../../Quota.js"
import type { World } from "../world/world.js"
import { cameToBear, reply } from "./applyFault.js"
import { act, type Handled } from "./operations.js"

const notFound = Reply.Undefined({
  status: 404,
  code: "NOT_FOUND",
  message: "No procedure matched",
  envelope: "OpenApi",
  headers: {}
})

const statusOfAnswer = Answer.$match({
  Deleted: () => 200,
  Listed: () => 200,
  Refused: ({ tag }) => ErrorCatalogue.byTag[tag].status
})

/** The status line of a reply; `undefined` where none arrives. */
const statusOf = Reply.$match({
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

interface Handling {
  readonly reply: Reply
  /** The fault that came to bear. */
  readonly fault?: Fault
}

// From the match of a plan to its use nothing may yield: two requests must not meet what was meant for one.
const handle = (world: World, hint: Hint, operation: Handled, now: number): Effect.Effect<Handling> => {
  const { plans, state } = world
  const without = (now: number) =>
    reply(undefined, () => act({ state, now, fault: undefined }, operation), { now, hint })
  const plan = plans.match(operation._tag === "DeleteLink" ? operation.linkId : undefined)
  if (plan === undefined) return Effect.succeed({ reply: without(now) })
  const { fault } = plan
  if (fault._tag === "Slow" && fault.when === "BeforeActing") {
    plans.spend(plan)
    return Effect.sleep(fault.delay).pipe(
      Effect.zipRight(Clock.currentTimeMillis),
      Effect.map((now) => ({ reply: without(now), fault }))
    )
  }
  const result = reply(fault, () => act({ state, now, fault }, operation), { now, hint })
  if (!cameToBear(fault, result)) return Effect.succeed({ reply: result })
  plans.spend(plan)
  return Effect.succeed({ reply: result, fault })
}

/** A request from its arrival to its reply. */
export const exchange = (world: World, hint: Hint, request: Request): Effect.Effect<Reply> =>
  Effect.gen(function* () {
    const { method, operation, path } = request
    const at = yield* Clock.currentTimeMillis
    const close = world.log.open({ at, method, path })
    const handled = operation._tag === "UnknownRoute" ? { reply: notFound } : yield* handle(world, hint, operation, at)
    const { fault, reply }: Handling = handled
    close({ status: statusOf(reply), fault: fault?._tag })
    if (fault?._tag === "Slow" && fault.when === "AfterActing") yield* Effect.sleep(fault.delay)
    return reply
  })
