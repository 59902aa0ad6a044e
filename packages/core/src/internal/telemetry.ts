import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { RuntimeFiber } from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricLabel from "effect/MetricLabel"
import * as Option from "effect/Option"
import type { Span, SpanOptions } from "effect/Tracer"
import * as ClientMetrics from "../ClientMetrics.js"
import type { DeleteLinkError } from "../DeleteLinkError.js"
import type { Endpoint } from "./baseUrl.js"
import type { DeletedLink, LinkRef } from "./link.js"
import { urlTemplate } from "./request.js"

type Result<R = never> = Effect.Effect<DeletedLink, DeleteLinkError, R>
type Fiber = RuntimeFiber<DeletedLink, DeleteLinkError>

const method = "DELETE"
const spanName = `${method} ${urlTemplate}`

const idAttributes = (ref: LinkRef) => ({
  "userplane.workspace.id": ref.workspaceId,
  "userplane.link.id": ref.linkId
})

/**
 * A metric by its labels, each made once: making one anew at every call costs more than all the rest of the telemetry. The
 * values name the labels, so they must be few.
 */
const labelled = <Type, Out>(metric: Metric.Metric<Type, number, Out>, ...names: ReadonlyArray<string>) => {
  const made = new Map<string, Metric.Metric<Type, number, Out>>()
  return (...values: ReadonlyArray<string | number | undefined>): Metric.Metric<Type, number, Out> => {
    const key = values.join(" ")
    const known = made.get(key)
    if (known !== undefined) return known
    const labels = names.flatMap((name, index) => {
      const value = values[index]
      return value === undefined ? [] : [MetricLabel.make(name, String(value))]
    })
    const tagged = Metric.taggedWithLabels(metric, labels)
    made.set(key, tagged)
    return tagged
  }
}

const outcomes = labelled(ClientMetrics.outcomes, "outcome")
const retries = labelled(ClientMetrics.retries, "error.type")
const durations = labelled(
  ClientMetrics.requestDuration,
  "http.request.method",
  "url.template",
  "server.address",
  "http.response.status_code",
  "error.type"
)

/** Counts a retry after a failure. */
export const retried = (error: DeleteLinkError): Effect.Effect<void> => Metric.increment(retries(error._tag))

type Ended = Exit.Exit<DeletedLink, DeleteLinkError>

/** The failure of ours that something ended with. An interrupt or a defect is none. */
const errorOf = (exit: Ended): DeleteLinkError | undefined =>
  Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined

/**
 * An effect within a span, whose end is told before it is the end of the span. `Effect.useSpan` does the same in more
 * steps: measured, the steps of the runtime around a call cost more than all else that a call adds to its request.
 */
const within = <R>(
  fiber: Fiber,
  name: string,
  options: SpanOptions,
  effect: (span: Span) => Result<R>,
  ended: (span: Span, exit: Ended) => void
): Result<R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.makeSpan(name, options), (span) => {
      const end = (exit: Ended): Ended => {
        ended(span, exit)
        const timed = fiber.getFiberRef(FiberRef.currentTracerTimingEnabled)
        const clock = Context.get(fiber.currentDefaultServices, Clock.Clock)
        span.end(timed ? clock.unsafeCurrentTimeNanos() : 0n, exit)
        return exit
      }
      return Effect.matchCauseEffect(restore(effect(span)), {
        onFailure: (cause) => end(Exit.failCause(cause)),
        onSuccess: (link) => end(Exit.succeed(link))
      })
    })
  )

/** One span around the whole call, and its outcome in the counter. */
export const observeCall = <R>(fiber: Fiber, ref: LinkRef, call: (span: Span) => Result<R>): Result<R> =>
  within(fiber, "Links.deleteLink", { captureStackTrace: false, attributes: idAttributes(ref) }, call, (span, exit) => {
    const error = errorOf(exit)
    if (error !== undefined) span.attribute("error.type", error._tag)
    if (Exit.isSuccess(exit)) span.attribute("userplane.confirmation", exit.value.confirmation)
    const outcome = Exit.isSuccess(exit) ? exit.value.confirmation : error?._tag
    if (outcome !== undefined) outcomes(outcome).unsafeUpdate(1, fiber.getFiberRef(FiberRef.currentMetricLabels))
  })

interface Observed {
  readonly fiber: Fiber
  readonly clock: Clock.Clock
  /** The span of the call. */
  readonly parent: Span
  readonly endpoint: Endpoint
  readonly ref: LinkRef
  readonly resendCount: number
  /** Is called when the attempt ends before its exchange does. */
  readonly giveUp: () => void
}

/** One client span around an attempt, and its duration in the histogram, after the OpenTelemetry HTTP conventions. */
export const observeAttempt = (
  { clock, endpoint, fiber, giveUp, parent, ref, resendCount }: Observed,
  attempt: (span: Span) => Result
): Result => {
  const started = clock.unsafeCurrentTimeMillis()
  const attributes = {
    "http.request.method": method,
    "url.template": urlTemplate,
    "server.address": endpoint.address,
    "server.port": endpoint.port,
    "http.request.resend_count": resendCount,
    ...idAttributes(ref)
  }
  return within(
    fiber,
    spanName,
    { kind: "client", captureStackTrace: false, parent, attributes },
    attempt,
    (span, exit) => {
      const error = errorOf(exit)
      if (Exit.isFailure(exit) && error === undefined) return giveUp()
      const status = error === undefined ? 200 : "status" in error ? error.status : undefined
      if (status !== undefined) span.attribute("http.response.status_code", status)
      if (error !== undefined) span.attribute("error.type", error._tag)
      durations(method, urlTemplate, endpoint.address, status, error?._tag).unsafeUpdate(
        (clock.unsafeCurrentTimeMillis() - started) / 1000,
        fiber.getFiberRef(FiberRef.currentMetricLabels)
      )
    }
  )
}
