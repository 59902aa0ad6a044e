/** A tracer that keeps every span it was asked for, in the order of their beginnings. */
import * as Layer from "effect/Layer"
import * as Tracer from "effect/Tracer"

export interface RecordingTracer {
  readonly layer: Layer.Layer<never>
  readonly spans: ReadonlyArray<Tracer.NativeSpan>
}

export const recordingTracer = (): RecordingTracer => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return { layer: Layer.succeed(Tracer.Tracer, tracer), spans }
}
