import type { Server } from "@effect-userplane/protocol/BaseUrl"
import type { DeclaredTag } from "@effect-userplane/protocol/Failure"
import type { Operation } from "@effect-userplane/protocol/Operation"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type * as Tracer from "effect/Tracer"
import * as ClientMetrics from "../../ClientMetrics.js"
import type { FailedCall } from "../../RetryPolicy.js"
import type { Userplane } from "../../Userplane.js"
import { memoize, memoizeFew } from "../memoize.js"
import type { ClientOperation } from "../model/operation.js"
import { millisOf } from "./clock.js"

const attribute = (name: string, value: string | number | undefined): ReadonlyArray<[string, string]> =>
  value === undefined ? [] : [[name, String(value)]]

/** The failure of ours that something ended with. An interrupt or a defect is none. */
const errorOf = <E>(exit: Exit.Exit<unknown, E>): E | undefined =>
  Exit.isFailure(exit) ? Option.getOrUndefined(Cause.findErrorOption(exit.cause)) : undefined

// Metrics with attributes are made once: to look one up by its attributes takes longer than to update it.

const retriesOf = memoizeFew((tag: string) =>
  Metric.withAttributes(ClientMetrics.retries, attribute("error.type", tag))
)

const outcomesOf = memoizeFew((outcome: string) =>
  Metric.withAttributes(ClientMetrics.outcomes, attribute("outcome", outcome))
)

const durationOf = memoize(({ method, urlTemplate }: Pick<Operation<never, never>, "method" | "urlTemplate">) =>
  memoize(({ address }: Server) =>
    memoizeFew((status: number | undefined) =>
      memoizeFew((tag: string | undefined) =>
        Metric.withAttributes(ClientMetrics.requestDuration, [
          ...attribute("http.request.method", method),
          ...attribute("url.template", urlTemplate),
          ...attribute("server.address", address),
          ...attribute("http.response.status_code", status),
          ...attribute("error.type", tag)
        ])
      )
    )
  )
)

/** Counts a retry after a failure. */
export const retried = (error: FailedCall): Effect.Effect<void> => Metric.update(retriesOf(error._tag), 1)

/** A call that is being recorded. */
export interface ObservedCall {
  readonly context: Context.Context<Userplane>
  readonly clock: Clock.Clock
  readonly span: Tracer.Span
}

/** Runs an effect in a span of its own, and looks at how it ends before the span does. */
const inSpan = <A, E, R>(
  name: string,
  options: Tracer.SpanOptionsNoTrace,
  use: (span: Tracer.Span) => Effect.Effect<A, E, R>,
  onEnd: (span: Tracer.Span, exit: Exit.Exit<A, E>) => void
): Effect.Effect<A, E, R> =>
  Effect.useSpan(name, options, (span) =>
    Effect.onExitPrimitive(
      Effect.suspend(() => use(span)),
      (exit) => {
        onEnd(span, exit)
        return undefined
      }
    )
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
  Effect.contextWith((context: Context.Context<Userplane>) =>
    inSpan(
      operation.spanName,
      { attributes: operation.attributes(input) },
      (span) => use({ context, clock: Context.get(context, Clock.Clock), span }),
      (span, exit) => {
        if (Exit.isSuccess(exit)) {
          const attributes = Object.entries(operation.successAttributes(exit.value))
          for (const [name, value] of attributes) span.attribute(name, value)
          outcomesOf(operation.outcome(exit.value)).updateUnsafe(1, context)
          return
        }
        const error = errorOf(exit)
        if (error === undefined) return
        span.attribute("error.type", error._tag)
        outcomesOf(error._tag).updateUnsafe(1, context)
      }
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
  const { clock, context, input, operation, server, span: parent } = call
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
  return inSpan(`${method} ${urlTemplate}`, { kind: "client", parent, attributes }, use, (span, exit) => {
    const error = errorOf(exit)
    if (Exit.isFailure(exit) && error === undefined) return
    const status = error === undefined ? 200 : error.status
    if (status !== undefined) span.attribute("http.response.status_code", status)
    if (error !== undefined) span.attribute("error.type", error._tag)
    const duration = durationOf(operation.protocol)(server)(status)(error?._tag)
    duration.updateUnsafe((millisOf(clock) - startedAt) / 1000, context)
  })
}
