import type { Server } from "@effect-userplane/protocol/BaseUrl"
import type { DeclaredTag } from "@effect-userplane/protocol/Failure"
import type { Operation } from "@effect-userplane/protocol/Operation"
import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricLabel from "effect/MetricLabel"
import * as Option from "effect/Option"
import type * as Tracer from "effect/Tracer"
import * as ClientMetrics from "../../ClientMetrics.js"
import type { FailedCall } from "../../RetryPolicy.js"
import type { Userplane } from "../../Userplane.js"
import { memoize, memoizeFew } from "../memoize.js"
import type { ClientOperation } from "../model/operation.js"
import { millisOf } from "./clock.js"

const label = (name: string, value: string | number | undefined): ReadonlyArray<MetricLabel.MetricLabel> =>
  value === undefined ? [] : [MetricLabel.make(name, String(value))]

/** The failure of ours that something ended with. An interrupt or a defect is none. */
const errorOf = <E>(exit: Exit.Exit<unknown, E>): E | undefined =>
  Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined

// Tagged metrics are made once: to look one up by its labels takes longer than to update it.

const retriesOf = memoizeFew((tag: string) => Metric.taggedWithLabels(ClientMetrics.retries, label("error.type", tag)))

const outcomesOf = memoizeFew((outcome: string) =>
  Metric.taggedWithLabels(ClientMetrics.outcomes, label("outcome", outcome))
)

const durationOf = memoize(({ method, urlTemplate }: Pick<Operation<never, never>, "method" | "urlTemplate">) =>
  memoize(({ address }: Server) =>
    memoizeFew((status: number | undefined) =>
      memoizeFew((tag: string | undefined) =>
        Metric.taggedWithLabels(ClientMetrics.requestDuration, [
          ...label("http.request.method", method),
          ...label("url.template", urlTemplate),
          ...label("server.address", address),
          ...label("http.response.status_code", status),
          ...label("error.type", tag)
        ])
      )
    )
  )
)

/** Counts a retry after a failure. */
export const retried = (error: FailedCall): Effect.Effect<void> => Metric.increment(retriesOf(error._tag))

/** The clock of a call, and the time at which its spans end: zero where `Effect.withTracerTiming` takes no times. */
interface Timing {
  readonly clock: Clock.Clock
  readonly endTime: () => bigint
}

/** A call that is being recorded. */
export interface ObservedCall extends Timing {
  readonly context: Context.Context<Userplane>
  readonly span: Tracer.Span
}

const currentTiming: Effect.Effect<Timing> = Effect.clockWith((clock) =>
  FiberRef.getWith(FiberRef.currentTracerTimingEnabled, (isTimed) =>
    Effect.succeed({ clock, endTime: () => (isTimed ? clock.unsafeCurrentTimeNanos() : 0n) })
  )
)

/**
 * Runs an effect in a span of its own, and looks at how it ends before the span does.
 *
 * Only the effect itself can be interrupted. `Effect.useSpan` loses the end of a span that is interrupted between its start
 * and its first step, and takes twice as long.
 */
const inSpan = <A, E, R>(
  name: string,
  options: Tracer.SpanOptions,
  { endTime }: Timing,
  use: (span: Tracer.Span) => Effect.Effect<A, E, R>,
  onEnd: (span: Tracer.Span, exit: Exit.Exit<A, E>) => Effect.Effect<void>
): Effect.Effect<A, E, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.makeSpan(name, { ...options, captureStackTrace: false }), (span) => {
      const end = (exit: Exit.Exit<A, E>) => {
        const counted = onEnd(span, exit)
        span.end(endTime(), exit)
        return Effect.zipRight(counted, exit)
      }
      return Effect.matchCauseEffect(restore(Effect.suspend(() => use(span))), {
        onFailure: (cause) => end(Exit.failCause(cause)),
        onSuccess: (value) => end(Exit.succeed(value))
      })
    })
  )

/**
 * Records a call: one span, and its outcome in the counter.
 *
 * @param use - The call. Its span is not yet the parent of what it runs: to make it so costs as much as the span, and most
 *   steps make no span.
 */
export const observeCall = <Input, Value, T extends DeclaredTag, A, E extends FailedCall>(
  operation: ClientOperation<Input, Value, T, A, E>,
  input: Input,
  use: (call: ObservedCall) => Effect.Effect<A, E>
): Effect.Effect<A, E, Userplane> =>
  Effect.contextWithEffect((context: Context.Context<Userplane>) =>
    Effect.flatMap(currentTiming, (timing) =>
      inSpan(
        operation.spanName,
        { attributes: operation.attributes(input) },
        timing,
        (span) => use({ ...timing, context, span }),
        (span, exit) => {
          if (Exit.isSuccess(exit)) {
            const attributes = Object.entries(operation.successAttributes(exit.value))
            for (const [name, value] of attributes) span.attribute(name, value)
            return Metric.increment(outcomesOf(operation.outcome(exit.value)))
          }
          const error = errorOf(exit)
          if (error === undefined) return Effect.void
          span.attribute("error.type", error._tag)
          return Metric.increment(outcomesOf(error._tag))
        }
      )
    )
  )

/** A request whose attempts are recorded below a call. */
export interface ObservedRequest<Operation, Input> extends ObservedCall {
  readonly operation: Operation
  readonly input: Input
  readonly server: Server
}

/**
 * Records an attempt, after the OpenTelemetry HTTP conventions: one client span, and its duration in the histogram.
 *
 * @param use - The attempt. Its span is not yet the parent of what it runs.
 */
export const observeAttempt = <Input, Value, T extends DeclaredTag, A, E extends FailedCall>(
  call: ObservedRequest<ClientOperation<Input, Value, T, A, E>, Input>,
  resendCount: number,
  use: (span: Tracer.Span) => Effect.Effect<A, E>
): Effect.Effect<A, E> => {
  const { clock, input, operation, server, span: parent } = call
  const { method, urlTemplate } = operation.protocol
  const startedAt = millisOf(clock)
  const attributes = {
    "http.request.method": method,
    "url.template": urlTemplate,
    "server.address": server.address,
    "server.port": server.port,
    "http.request.resend_count": resendCount,
    ...operation.attributes(input)
  }
  return inSpan(`${method} ${urlTemplate}`, { kind: "client", parent, attributes }, call, use, (span, exit) => {
    const error = errorOf(exit)
    if (Exit.isFailure(exit) && error === undefined) return Effect.void
    const status = error === undefined ? 200 : error.status
    if (status !== undefined) span.attribute("http.response.status_code", status)
    if (error !== undefined) span.attribute("error.type", error._tag)
    const duration = durationOf(operation.protocol)(server)(status)(error?._tag)
    return Metric.update(duration, (millisOf(clock) - startedAt) / 1000)
  })
}
