import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { DeleteLinkError } from "../DeleteLinkError.js"
import * as RetryPolicy from "../RetryPolicy.js"
import { Userplane } from "../Userplane.js"
import { attempt, type Call, notStarted, progressOf } from "./attempt.js"
import { endpointOf } from "./baseUrl.js"
import { DeletedLink, type LinkRef } from "./link.js"
import { present } from "./present.js"
import * as Request from "./request.js"
import { decide, type ScheduleState } from "./retryDecision.js"
import * as Telemetry from "./telemetry.js"

type Result = Effect.Effect<DeletedLink, DeleteLinkError>

// The server deletes softly and answers 410 ever after. Where an attempt may have been carried out without its answer
// being seen, that 410 is the answer.
const afterLostReply = (error: Extract<DeleteLinkError, { readonly _tag: "LinkGone" }>): DeletedLink =>
  new DeletedLink(
    present({
      workspaceId: error.workspaceId,
      linkId: error.linkId,
      message: error.message,
      confirmation: "GoneAfterLostReply",
      attempts: error.attempts,
      requestId: error.requestId
    }),
    true
  )

const afterFailure = (call: Call, error: DeleteLinkError, state: ScheduleState): Result =>
  error._tag === "LinkGone" && error.outcome === "Unknown"
    ? Effect.succeed(afterLostReply(error))
    : Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const decision = yield* decide(call.policy, error, state, { now, deadline: call.deadline })
        if (Option.isNone(decision)) return yield* error
        const { millis, state: next } = decision.value
        yield* Effect.sleep(millis)
        // Again, because a schedule may take time over its step, and a sleeping machine wakes up late.
        if ((yield* Clock.currentTimeMillis) >= call.deadline) return yield* error
        yield* Telemetry.retried(error)
        return yield* Effect.catchAll(attempt(call, progressOf(error)), (error) => afterFailure(call, error, next))
      })

// The reference always answers. Under a tag of the same name, it is only found where it was provided.
const ProvidedPolicy = Context.GenericTag<RetryPolicy.RetryPolicy, RetryPolicy.Policy>(RetryPolicy.RetryPolicy.key)

/** A call: a first attempt, and what its failure asks for. */
export const deleteLink = (ref: LinkRef): Effect.Effect<DeletedLink, DeleteLinkError, Userplane> =>
  Effect.withFiberRuntime((fiber) =>
    Telemetry.observeCall(fiber, ref, (span) =>
      Effect.flatMap(Userplane, (client) => {
        const url = Request.urlOf(endpointOf(client.baseUrl).prefix, ref)
        if (Either.isLeft(url)) return Effect.fail(url.left)
        const policy = Context.getOption(fiber.currentContext, ProvidedPolicy).pipe(
          Option.getOrElse(() => client.retryPolicy)
        )
        const now = Context.get(fiber.currentDefaultServices, Clock.Clock).unsafeCurrentTimeMillis()
        const deadline = now + Duration.toMillis(policy.totalTimeout)
        const call: Call = { ref, url: url.right, client, policy, span, deadline }
        return Effect.catchAll(attempt(call, notStarted), (error) =>
          Effect.withParentSpan(afterFailure(call, error, policy.schedule.initial), span)
        )
      })
    )
  )
