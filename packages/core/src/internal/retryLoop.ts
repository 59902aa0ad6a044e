import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { type DeleteLinkError, isRetryable } from "../DeleteLinkError.js"
import * as RetryPolicy from "../RetryPolicy.js"
import { Userplane } from "../Userplane.js"
import { anotherKeyMayHelp, attemptInTurn, withAnotherKey } from "./attempt.js"
import { endpointOf } from "./baseUrl.js"
import { Call, type Course, notStarted, type Progress, progressOf, type Result } from "./call.js"
import type { DeletedLink, LinkRef } from "./link.js"
import { currentMillis } from "./monotonic.js"
import * as Request from "./request.js"
import { decide, type ScheduleState } from "./retryDecision.js"
import * as Telemetry from "./telemetry.js"

/** What happens between two attempts belongs to the call. */
const withinCall = (call: Call, self: Result): Result => {
  const span = call.observed.span()
  return span === undefined ? self : Effect.withParentSpan(self, span)
}

const again = (call: Call, error: DeleteLinkError, state: ScheduleState): Result =>
  Effect.gen(function* () {
    const now = yield* currentMillis
    const decision = yield* decide(call.policy, error, state, { now, deadline: call.deadline })
    if (Option.isNone(decision)) return yield* error
    const { millis, state: next } = decision.value
    yield* Effect.sleep(millis)
    // Again, because a schedule may take time over its step, and a busy machine wakes up late.
    if ((yield* currentMillis) >= call.deadline) return yield* error
    yield* Telemetry.retried(error)
    return yield* attempts(call, progressOf(error), next)
  })

const afterFailure = (call: Call, error: DeleteLinkError, state: ScheduleState): Result =>
  isRetryable(error) ? withinCall(call, again(call, error, state)) : Effect.fail(error)

/** An attempt, and what its failure asks for. */
const attempts = (call: Call, progress: Progress, state: ScheduleState): Result => {
  const recover = (error: DeleteLinkError) => afterFailure(call, error, state)
  return attemptInTurn(call, progress, (error) =>
    anotherKeyMayHelp(error) ? withinCall(call, withAnotherKey(call, error, recover)) : recover(error)
  )
}

// The reference always answers. Under a tag of the same name, it is only found where it was provided.
const ProvidedPolicy = Context.GenericTag<RetryPolicy.RetryPolicy, RetryPolicy.Policy>(RetryPolicy.RetryPolicy.key)

/** `Effect.onExit` for what is done at once and cannot be interrupted, without the steps for what may take time. */
const endingWith = (self: Result, ended: (exit: Exit.Exit<DeletedLink, DeleteLinkError>) => void): Result =>
  Effect.matchCauseEffect(self, {
    onFailure: (cause) => {
      const exit = Exit.failCause(cause)
      ended(exit)
      return exit
    },
    onSuccess: (link) => {
      const exit = Exit.succeed(link)
      ended(exit)
      return exit
    }
  })

/** A call: the one URL of its link, and as many attempts as it takes. */
export const deleteLink = (ref: LinkRef, course?: Course): Effect.Effect<DeletedLink, DeleteLinkError, Userplane> =>
  // Only the attempts can be interrupted: what has begun before them is always ended after them.
  Effect.uninterruptibleMask((restore) =>
    Effect.withFiberRuntime((fiber) => {
      const client = Context.unsafeGet(fiber.currentContext, Userplane)
      const observed = Telemetry.observeCall(fiber, ref)
      const endpoint = endpointOf(client.baseUrl)
      const url = Request.urlOf(endpoint.prefix, ref)
      if (Either.isLeft(url)) {
        const exit = Exit.fail(url.left)
        observed.ended(exit)
        return exit
      }
      const policy = Option.getOrElse(Context.getOption(fiber.currentContext, ProvidedPolicy), () => client.retryPolicy)
      const call = new Call(observed, ref, endpoint, url.right, client, policy, course)
      const first = attempts(call, course?.from ?? notStarted, call.policy.schedule.initial)
      return endingWith(restore(first), (exit) => {
        call.underWay?.ended(exit)
        observed.ended(exit)
      })
    })
  )
