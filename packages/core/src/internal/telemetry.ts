import type { Clock } from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { RuntimeFiber } from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricLabel from "effect/MetricLabel"
import type { Span } from "effect/Tracer"
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

/** One span around the whole call, and its outcome in the counter. */
export const observeCall = <R>(ref: LinkRef, self: Result<R>): Result<R> =>
  Effect.withFiberRuntime<DeletedLink, DeleteLinkError, R>((fiber) =>
    Effect.useSpan("Links.deleteLink", { attributes: idAttributes(ref), captureStackTrace: false }, (span) => {
      const ended = (attribute: string, outcome: string): void => {
        span.attribute(attribute, outcome)
        outcomes(outcome).unsafeUpdate(1, fiber.getFiberRef(FiberRef.currentMetricLabels))
      }
      return self.pipe(
        Effect.mapBoth({
          onFailure: (error) => {
            ended("error.type", error._tag)
            return error
          },
          onSuccess: (link) => {
            ended("userplane.confirmation", link.confirmation)
            return link
          }
        }),
        Effect.withParentSpan(span)
      )
    })
  )

const statusOf = (result: Either.Either<DeletedLink, DeleteLinkError>): number | undefined =>
  Either.isRight(result) ? 200 : "status" in result.left ? result.left.status : undefined

interface Observed {
  readonly clock: Clock
  readonly fiber: Fiber
  readonly endpoint: Endpoint
  readonly ref: LinkRef
  readonly resendCount: number
}

/**
 * One client span around an attempt, and its duration in the histogram, after the OpenTelemetry HTTP conventions. The
 * attempt tells its result to `ended`, which gives it back.
 */
export const observeAttempt = (
  { clock, endpoint, fiber, ref, resendCount }: Observed,
  attempt: (span: Span, ended: (result: Either.Either<DeletedLink, DeleteLinkError>) => Result) => Result
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
  return Effect.useSpan(spanName, { kind: "client", captureStackTrace: false, attributes }, (span) =>
    attempt(span, (result) => {
      const status = statusOf(result)
      const errorType = Either.isLeft(result) ? result.left._tag : undefined
      if (status !== undefined) span.attribute("http.response.status_code", status)
      if (errorType !== undefined) span.attribute("error.type", errorType)
      durations(method, urlTemplate, endpoint.address, status, errorType).unsafeUpdate(
        (clock.unsafeCurrentTimeMillis() - started) / 1000,
        fiber.getFiberRef(FiberRef.currentMetricLabels)
      )
      return result
    })
  )
}
