import * as Array from "effect/Array"
import * as Cause from "effect/Cause"
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
import { type Moment, Watch } from "./moment.js"
import { oncePerValue } from "./oncePer.js"
import { urlTemplate } from "./request.js"
import * as Span from "./span.js"

export type Fiber = RuntimeFiber<DeletedLink, DeleteLinkError>

const method = "DELETE"
const spanName = `${method} ${urlTemplate}`

const describeLink = (span: Tracer.Span, ref: LinkRef): void => {
  span.attribute("userplane.workspace.id", ref.workspaceId)
  span.attribute("userplane.link.id", ref.linkId)
}

const describeRequest = (span: Tracer.Span, endpoint: Endpoint, ref: LinkRef, resendCount: number): void => {
  span.attribute("http.request.method", method)
  span.attribute("url.template", urlTemplate)
  span.attribute("server.address", endpoint.address)
  span.attribute("server.port", endpoint.port)
  span.attribute("http.request.resend_count", resendCount)
  describeLink(span, ref)
}

type Labels = ReadonlyArray<MetricLabel.MetricLabel>

const label = (name: string, value: string | number | undefined): Labels =>
  value === undefined ? [] : [MetricLabel.make(name, String(value))]

// The labels of a metric are made once: it looks up what it counts only for labels it has not seen, and knows them by the
// array.

const outcomeLabels = oncePerValue((outcome: string) => label("outcome", outcome))

const retryLabels = oncePerValue((tag: string) => label("error.type", tag))

const durationLabels = oncePerValue((address: string) =>
  oncePerValue((status: number | undefined) =>
    oncePerValue((tag: string | undefined) => [
      ...label("http.request.method", method),
      ...label("url.template", urlTemplate),
      ...label("server.address", address),
      ...label("http.response.status_code", status),
      ...label("error.type", tag)
    ])
  )
)

/** `Metric.update` for what is counted at once, without a step of the runtime. */
const update = <Type, Out>(fiber: Fiber, metric: Metric.Metric<Type, number, Out>, value: number, labels: Labels) => {
  const around = fiber.getFiberRef(FiberRef.currentMetricLabels)
  metric.unsafeUpdate(value, around.length === 0 ? labels : Array.union(labels, around))
}

/** Counts a retry after a failure. */
export const retried = (error: DeleteLinkError): Effect.Effect<void> =>
  Metric.increment(Metric.taggedWithLabels(ClientMetrics.retries, retryLabels(error._tag)))

type Ended = Exit.Exit<DeletedLink, DeleteLinkError>

/** The failure of ours that something ended with. An interrupt or a defect is none. */
const errorOf = (exit: Ended): DeleteLinkError | undefined =>
  Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined

// Classes for the reason that a call is one.

/** What is observed from its start until its end is told. */
export abstract class Observed {
  readonly fiber: Fiber
  readonly watch: Watch
  readonly startedAt: Moment
  private started: Tracer.Span | undefined

  constructor(fiber: Fiber, watch: Watch, startedAt: Moment) {
    this.fiber = fiber
    this.watch = watch
    this.startedAt = startedAt
  }

  /** Its span, made when it is first asked for, as of its start. There is none where tracing is switched off. */
  span(): Tracer.Span | undefined {
    this.started ??= this.start(this.startedAt.nanos)
    return this.started
  }

  abstract ended(exit: Ended): void

  protected abstract start(startedAt: bigint): Tracer.Span | undefined
}

class ObservedCall extends Observed {
  private readonly ref: LinkRef

  constructor(fiber: Fiber, watch: Watch, ref: LinkRef) {
    super(fiber, watch, watch.moment())
    this.ref = ref
  }

  ended(exit: Ended): void {
    const { fiber, watch } = this
    const span = this.span()
    const error = errorOf(exit)
    const confirmation = Exit.isSuccess(exit) ? exit.value.confirmation : undefined
    const outcome = confirmation ?? error?._tag
    if (outcome !== undefined) update(fiber, ClientMetrics.outcomes, 1, outcomeLabels(outcome))
    if (span === undefined) return
    if (error !== undefined) span.attribute("error.type", error._tag)
    if (confirmation !== undefined) span.attribute("userplane.confirmation", confirmation)
    Span.end(span, watch.nanos(), exit)
  }

  protected start(startedAt: bigint): Tracer.Span | undefined {
    const span = Span.start(this.fiber, startedAt, "Links.deleteLink", "internal")
    if (span !== undefined) describeLink(span, this.ref)
    return span
  }
}

/** One span for the whole call, and its outcome in the counter. */
export const observeCall = (fiber: Fiber, ref: LinkRef): Observed => new ObservedCall(fiber, new Watch(fiber), ref)

/** What an attempt belongs to. */
interface Call {
  readonly ref: LinkRef
  readonly endpoint: Endpoint
  readonly observed: Observed
}

class ObservedAttempt extends Observed {
  private readonly call: Call
  private readonly resendCount: number

  constructor(call: Call, startedAt: Moment, resendCount: number) {
    super(call.observed.fiber, call.observed.watch, startedAt)
    this.call = call
    this.resendCount = resendCount
  }

  ended(exit: Ended): void {
    const { call, fiber, startedAt, watch } = this
    const span = this.span()
    const error = errorOf(exit)
    if (Exit.isSuccess(exit) || error !== undefined) {
      const status = error === undefined ? 200 : "status" in error ? error.status : undefined
      const seconds = (watch.millis() - startedAt.millis) / 1000
      const labels = durationLabels(call.endpoint.address)(status)(error?._tag)
      update(fiber, ClientMetrics.requestDuration, seconds, labels)
      if (status !== undefined) span?.attribute("http.response.status_code", status)
      if (error !== undefined) span?.attribute("error.type", error._tag)
    }
    if (span !== undefined) Span.end(span, watch.nanos(), exit)
  }

  protected start(startedAt: bigint): Tracer.Span | undefined {
    const { call, fiber, resendCount } = this
    const span = Span.start(fiber, startedAt, spanName, "client", call.observed.span())
    if (span !== undefined) describeRequest(span, call.endpoint, call.ref, resendCount)
    return span
  }
}

/** One client span for an attempt, and its duration in the histogram, after the OpenTelemetry HTTP conventions. */
export const observeAttempt = (call: Call, startedAt: Moment, resendCount: number): Observed =>
  new ObservedAttempt(call, startedAt, resendCount)
