import * as Chunk from "effect/Chunk"
import * as Context from "effect/Context"
import * as Exit from "effect/Exit"
import type { RuntimeFiber } from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"

type Fiber = RuntimeFiber<unknown, unknown>

// A span that is not to be continued is passed over.
const propagated = (span: Tracer.AnySpan): Option.Option<Tracer.AnySpan> => {
  if (!Context.get(span.context, Tracer.DisablePropagation)) return Option.some(span)
  return span._tag === "Span" ? Option.flatMap(span.parent, propagated) : Option.none()
}

/**
 * Starts a span as `Effect.useSpan` does, as of a time, below the one of the fiber unless another is named, but not as a
 * step of the runtime: measured, the steps around a call's two spans cost more than the spans. There is none where tracing
 * is switched off.
 */
export const start = (
  fiber: Fiber,
  startedAt: bigint,
  name: string,
  kind: Tracer.SpanKind,
  parent?: Tracer.Span | undefined
): Tracer.Span | undefined => {
  if (!fiber.getFiberRef(FiberRef.currentTracerEnabled)) return undefined
  const above =
    parent === undefined
      ? Option.flatMap(Context.getOption(fiber.currentContext, Tracer.ParentSpan), propagated)
      : Option.some(parent)
  const links = Chunk.toArray(fiber.getFiberRef(FiberRef.currentTracerSpanLinks))
  const span = fiber.currentTracer.span(name, above, Context.empty(), links, startedAt, kind)
  HashMap.forEach(fiber.getFiberRef(FiberRef.currentTracerSpanAnnotations), (value, key) => span.attribute(key, value))
  return span
}

/**
 * Ends a span. It hears that there was a success, not which: Effect's own span keeps what it hears in an object that V8 makes
 * in the old generation at once, where that outlives its call. Measured over undici with 64 requests under way, each scavenge
 * moved three times as much there, and took a half longer.
 */
export const end = (span: Tracer.Span, endedAt: bigint, exit: Exit.Exit<unknown, unknown>): void =>
  span.end(endedAt, Exit.isSuccess(exit) ? Exit.void : exit)
