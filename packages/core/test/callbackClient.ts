/** Calls of this client over a transport that works with callbacks, on the real clock. */

import type { CallbackClient, CallbackEnd, Start } from "@effect-userplane/testing/Callbacks"
import { ordinaryLink } from "@effect-userplane/testing/Client"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scheduler from "effect/Scheduler"
import * as Schema from "effect/Schema"
import * as ApiKey from "../src/ApiKey.js"
import { DeleteLinkError } from "../src/DeleteLinkError.js"
import { DeletedLink, deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Transport from "../src/Transport.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey } from "./fixtures.js"
import { keySource } from "./keySource.js"
import { recordingTracer } from "./recordingTracer.js"

const clientOver = (start: Start, key: Layer.Layer<ApiKey.ApiKey> = ApiKey.layer(apiKey)) =>
  Userplane.layerTransport().pipe(
    Layer.provide([Layer.succeed(Transport.Transport, Transport.fromStart(start)), key]),
    Layer.orDie
  )

const endOf = (exit: Exit.Exit<DeletedLink, DeleteLinkError>): Omit<CallbackEnd, "errorTypes"> => {
  if (Exit.isSuccess(exit)) return { result: Schema.encodeSync(DeletedLink)(exit.value) }
  const failure = Option.getOrUndefined(Cause.failureOption(exit.cause))
  if (failure !== undefined) return { result: Schema.encodeSync(DeleteLinkError)(failure) }
  return Cause.isDie(exit.cause) ? { defect: Cause.pretty(exit.cause) } : {}
}

// A fiber can be interrupted where it yields: here once, before one of its steps.
const yieldingBefore = (step: number): Scheduler.Scheduler => {
  let taken = 0
  return {
    shouldYield: () => (++taken === step ? 0 : false),
    scheduleTask: (task, priority) => Scheduler.defaultScheduler.scheduleTask(task, priority)
  }
}

export const callbackClient: CallbackClient = {
  call: (start, { key, policy } = {}) => {
    const { layer: tracer, spans } = recordingTracer()
    const source = key === undefined ? undefined : keySource([key]).layer
    const fiber = deleteLink(ordinaryLink).pipe(
      RetryPolicy.within(policy === undefined ? RetryPolicy.none : RetryPolicy.exponential(policy)),
      Effect.provide(Layer.merge(clientOver(start, source), tracer)),
      Effect.runFork
    )
    const ended = Effect.map(Fiber.await(fiber), (exit) => ({
      ...endOf(exit),
      errorTypes: spans.map(({ attributes }) => attributes.get("error.type"))
    }))
    return { ended: Effect.runPromise(ended), interrupt: () => Effect.runPromise(Fiber.interrupt(fiber)) }
  },
  interruptedBefore: (step, start) => {
    const { layer: tracer, spans } = recordingTracer()
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(Effect.withScheduler(deleteLink(ordinaryLink), yieldingBefore(step)))
      yield* Effect.yieldNow()
      const exit = yield* Fiber.interrupt(fiber)
      return { isInterrupted: Exit.isInterrupted(exit), spans: spans.map(({ ended }) => ended) }
    }).pipe(Effect.provide(Layer.merge(clientOver(start), tracer)), Effect.runPromise)
  }
}
