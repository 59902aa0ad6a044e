/** What a program leaves in spans and logs. */
import { inspected } from "@effect-userplane/testing/KeySearch"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Tracer from "effect/Tracer"

export interface Recorded {
  readonly spans: ReadonlyArray<Tracer.Span>
  readonly logs: ReadonlyArray<string>
}

/** Runs a program, whose spans and logs are kept. */
export const recorded = <A, E, R>(program: (recorded: Recorded) => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Effect.tracer, (native) => {
    const spans: Array<Tracer.Span> = []
    const logs: Array<string> = []
    const tracer = Tracer.make({
      context: native.context,
      span: (...options) => {
        const span = native.span(...options)
        spans.push(span)
        return span
      }
    })
    const logger = Logger.make((entry) => {
      // Not the fiber, whose context has the environment.
      logs.push(inspected(Logger.structuredLogger.log(entry)))
    })
    return program({ spans, logs }).pipe(
      Effect.provide(
        Layer.mergeAll(
          Layer.setTracer(tracer),
          Logger.replace(Logger.defaultLogger, logger),
          Logger.minimumLogLevel(LogLevel.All)
        )
      )
    )
  })
