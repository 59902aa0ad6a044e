import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Exit from "effect/Exit"
import type { RuntimeFiber } from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"

/**
 * Spans as `Effect.useSpan` makes and ends them, but not as steps of the runtime: measured, the steps around a call's two
 * spans cost more than the spans.
 */
export interface Start {
  readonly name: string
  readonly kind: Tracer.SpanKind
  /** The span of the fiber, unless this one says another. */
  readonly parent?: Tracer.Span | undefined
  readonly attributes: Readonly<Record<string, unknown>>
}

type Fiber = RuntimeFiber<unknown, unknown>

const now = (fiber: Fiber): bigint =>
  fiber.getFiberRef(FiberRef.currentTracerTimingEnabled)
    ? Context.get(fiber.currentDefaultServices, Clock.Clock).unsafeCurrentTimeNanos()
    : 0n

// A span that is not to be continued is passed over.
const propagated = (span: Tracer.AnySpan): Option.Option<Tracer.AnySpan> => {
  if (!Context.get(span.context, Tracer.DisablePropagation)) return Option.some(span)
  return span._tag === "Span" ? Option.flatMap(span.parent, propagated) : Option.none()
}

/** Starts a span. There is none where tracing is switched off. */
export const start = (fiber: Fiber, { attributes, kind, name, parent }: Start): Tracer.Span | undefined => {
  if (!fiber.getFiberRef(FiberRef.currentTracerEnabled)) return undefined
  const above =
    parent === undefined
      ? Option.flatMap(Context.getOption(fiber.currentContext, Tracer.ParentSpan), propagated)
      : Option.some(parent)
  const links = Array.from(fiber.getFiberRef(FiberRef.currentTracerSpanLinks))
  const span = fiber.currentTracer.span(name, above, Context.empty(), links, now(fiber), kind)
  for (const [key, value] of HashMap.entries(fiber.getFiberRef(FiberRef.currentTracerSpanAnnotations))) {
    span.attribute(key, value)
  }
  for (const key in attributes) span.attribute(key, attributes[key])
  return span
}

/** Ends a span. */
export const end = (fiber: Fiber, span: Tracer.Span, exit: Exit.Exit<unknown, unknown>): void =>
  span.end(now(fiber), exit)
