/** A tracer that keeps every span it was asked for, in the order of their beginnings. */
import type * as Context from "effect/Context"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"

/** A span as it was recorded. */
export class RecordedSpan implements Tracer.Span {
  readonly _tag = "Span"
  readonly traceId = "trace"
  readonly sampled = true
  readonly attributes = new Map<string, unknown>()
  readonly events: Array<{ readonly name: string; readonly attributes: Record<string, unknown> | undefined }> = []
  readonly links: Array<Tracer.SpanLink> = []
  readonly name: string
  readonly spanId: string
  readonly parent: Option.Option<Tracer.AnySpan>
  readonly context: Context.Context<never>
  readonly kind: Tracer.SpanKind
  status: Tracer.SpanStatus

  constructor(
    spanId: string,
    name: string,
    parent: Option.Option<Tracer.AnySpan>,
    context: Context.Context<never>,
    startTime: bigint,
    kind: Tracer.SpanKind
  ) {
    this.spanId = spanId
    this.name = name
    this.parent = parent
    this.context = context
    this.kind = kind
    this.status = { _tag: "Started", startTime }
  }

  end(endTime: bigint, exit: Exit.Exit<unknown, unknown>): void {
    this.status = { _tag: "Ended", startTime: this.status.startTime, endTime, exit }
  }

  attribute(key: string, value: unknown): void {
    this.attributes.set(key, value)
  }

  event(name: string, _startTime: bigint, attributes?: Record<string, unknown>): void {
    this.events.push({ name, attributes })
  }

  addLinks(links: ReadonlyArray<Tracer.SpanLink>): void {
    this.links.push(...links)
  }

  /** How the span ended: `undefined` while it has not. */
  get ended(): "success" | "failure" | "interruption" | undefined {
    if (this.status._tag === "Started") return undefined
    const { exit } = this.status
    return Exit.isSuccess(exit) ? "success" : Exit.isInterrupted(exit) ? "interruption" : "failure"
  }

  /** When the span began and ended, in milliseconds since the epoch. */
  get times(): ReadonlyArray<number> {
    const nanos =
      this.status._tag === "Started" ? [this.status.startTime] : [this.status.startTime, this.status.endTime]
    return nanos.map((time) => Number(time / 1_000_000n))
  }

  /** The name of the span around it. */
  get parentId(): string | undefined {
    return Option.getOrUndefined(Option.map(this.parent, ({ spanId }) => spanId))
  }
}

export interface RecordingTracer {
  readonly layer: Layer.Layer<never>
  readonly spans: ReadonlyArray<RecordedSpan>
}

export const recordingTracer = (): RecordingTracer => {
  const spans: Array<RecordedSpan> = []
  const tracer = Tracer.make({
    span: (name, parent, context, links, startTime, kind) => {
      const span = new RecordedSpan(`span ${spans.length}`, name, parent, context, startTime, kind)
      span.addLinks(links)
      spans.push(span)
      return span
    },
    context: (f) => f()
  })
  return { layer: Layer.setTracer(tracer), spans }
}
