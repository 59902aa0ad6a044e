import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { RuntimeFiber } from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricLabel from "effect/MetricLabel"
import * as Option from "effect/Option"
import type * as Tracer from "effect/Tracer"
import * as ClientMetrics from "../ClientMetrics.js"
import type { DeleteLinkError } from "../DeleteLinkError.js"
import type { Endpoint } from "./baseUrl.js"
import type { DeletedLink, LinkRef } from "./link.js"
import { urlTemplate } from "./request.js"
import * as Span from "./span.js"

export type Fiber = RuntimeFiber<DeletedLink, DeleteLinkError>

const method = "DELETE"
const spanName = `${method} ${urlTemplate}`

const idAttributes = (ref: LinkRef) => ({
  "userplane.workspace.id": ref.workspaceId,
  "userplane.link.id": ref.linkId
})

/**
 * A metric by its labels, each made once: making one anew at every call costs more than all the rest of the telemetry.
 * The values name the labels that differ, so they must be few.
 */
const labelled = <Type, Out>(
  metric: Metric.Metric<Type, number, Out>,
  names: ReadonlyArray<string>,
  always: Readonly<Record<string, string>> = {}
) => {
  const made = new Map<string, Metric.Metric<Type, number, Out>>()
  return (...values: ReadonlyArray<string | number | undefined>): Metric.Metric<Type, number, Out> => {
    const key = values.join(" ")
    const known = made.get(key)
    if (known !== undefined) return known
    const differing = names.flatMap((name, index) => {
      const value = values[index]
      return value === undefined ? [] : [MetricLabel.make(name, String(value))]
    })
    const same = Object.entries(always).map(([name, value]) => MetricLabel.make(name, value))
    const tagged = Metric.taggedWithLabels(metric, [...same, ...differing])
    made.set(key, tagged)
    return tagged
  }
}

const outcomes = labelled(ClientMetrics.outcomes, ["outcome"])
const retries = labelled(ClientMetrics.retries, ["error.type"])
const durations = labelled(
  ClientMetrics.requestDuration,
  ["server.address", "http.response.status_code", "error.type"],
  { "http.request.method": method, "url.template": urlTemplate }
)

/** Counts a retry after a failure. */
export const retried = (error: DeleteLinkError): Effect.Effect<void> => Metric.increment(retries(error._tag))

type Ended = Exit.Exit<DeletedLink, DeleteLinkError>

/** The failure of ours that something ended with. An interrupt or a defect is none. */
const errorOf = (exit: Ended): DeleteLinkError | undefined =>
  Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined

/** What is observed from its start until its end is told. */
export interface Observed {
  /** There is none where tracing is switched off. */
  readonly span: Tracer.Span | undefined
  ended(exit: Ended): void
}

// Classes for the reason that a call is one.

class ObservedCall implements Observed {
  readonly span: Tracer.Span | undefined
  private readonly fiber: Fiber

  constructor(fiber: Fiber, ref: LinkRef) {
    this.fiber = fiber
    this.span = Span.start(fiber, { name: "Links.deleteLink", kind: "internal", attributes: idAttributes(ref) })
  }

  ended(exit: Ended): void {
    const { fiber, span } = this
    const error = errorOf(exit)
    const confirmation = Exit.isSuccess(exit) ? exit.value.confirmation : undefined
    const outcome = confirmation ?? error?._tag
    if (outcome !== undefined) outcomes(outcome).unsafeUpdate(1, fiber.getFiberRef(FiberRef.currentMetricLabels))
    if (span === undefined) return
    if (error !== undefined) span.attribute("error.type", error._tag)
    if (confirmation !== undefined) span.attribute("userplane.confirmation", confirmation)
    Span.end(fiber, span, exit)
  }
}

/** One span for the whole call, and its outcome in the counter. */
export const observeCall = (fiber: Fiber, ref: LinkRef): Observed => new ObservedCall(fiber, ref)

interface Attempt {
  /** The span of the call. */
  readonly parent: Tracer.Span | undefined
  readonly endpoint: Endpoint
  readonly ref: LinkRef
  readonly resendCount: number
}

class ObservedAttempt implements Observed {
  readonly span: Tracer.Span | undefined
  private readonly fiber: Fiber
  private readonly clock: Clock.Clock
  private readonly started: number
  private readonly address: string

  constructor(fiber: Fiber, { endpoint, parent, ref, resendCount }: Attempt) {
    this.fiber = fiber
    this.clock = Context.get(fiber.currentDefaultServices, Clock.Clock)
    this.started = this.clock.unsafeCurrentTimeMillis()
    this.address = endpoint.address
    this.span = Span.start(fiber, {
      name: spanName,
      kind: "client",
      parent,
      attributes: {
        "http.request.method": method,
        "url.template": urlTemplate,
        "server.address": endpoint.address,
        "server.port": endpoint.port,
        "http.request.resend_count": resendCount,
        ...idAttributes(ref)
      }
    })
  }

  ended(exit: Ended): void {
    const { address, clock, fiber, span, started } = this
    const error = errorOf(exit)
    if (Exit.isSuccess(exit) || error !== undefined) {
      const status = error === undefined ? 200 : "status" in error ? error.status : undefined
      durations(address, status, error?._tag).unsafeUpdate(
        (clock.unsafeCurrentTimeMillis() - started) / 1000,
        fiber.getFiberRef(FiberRef.currentMetricLabels)
      )
      if (status !== undefined) span?.attribute("http.response.status_code", status)
      if (error !== undefined) span?.attribute("error.type", error._tag)
    }
    if (span !== undefined) Span.end(fiber, span, exit)
  }
}

/** One client span for an attempt, and its duration in the histogram, after the OpenTelemetry HTTP conventions. */
export const observeAttempt = (fiber: Fiber, attempt: Attempt): Observed => new ObservedAttempt(fiber, attempt)
