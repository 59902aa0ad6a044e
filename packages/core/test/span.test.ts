import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Tracer from "effect/Tracer"
import { deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { fromStart, Transport, TransportFailure } from "../src/Transport.js"
import { ref } from "./fixtures.js"
import { recordingTracer } from "./recordingTracer.js"
import { deleted, documented, script } from "./scriptedTransport.js"
import { type Call, clientLayer, deleteUnder, failureOf, linkOf, outcomeOf } from "./testClient.js"

const external = Tracer.externalSpan({ spanId: "external", traceId: "trace" })

const hidden = Tracer.externalSpan({
  spanId: "hidden",
  traceId: "trace",
  context: Context.make(Tracer.DisablePropagation, true)
})

/** What surrounds a call and makes a difference to its spans. */
const surroundings: ReadonlyArray<{ readonly name: string; readonly around: (call: Call) => Call }> = [
  { name: "nothing", around: (call) => call },
  { name: "a span", around: (call) => Effect.withSpan(call, "around", { captureStackTrace: false }) },
  { name: "a span of another process", around: (call) => Effect.withParentSpan(call, external) },
  { name: "a span that is not to be continued", around: (call) => Effect.withParentSpan(call, hidden) },
  {
    name: "a span below one that is not to be continued",
    around: (call) => Effect.withSpan(call, "around", { captureStackTrace: false, parent: hidden })
  },
  {
    name: "a span that is not to be continued, below one that is",
    around: (call) =>
      call.pipe(
        Effect.withSpan("hidden", { captureStackTrace: false, context: Context.make(Tracer.DisablePropagation, true) }),
        Effect.withSpan("around", { captureStackTrace: false })
      )
  },
  { name: "annotations", around: (call) => Effect.annotateSpans(call, { team: "recordings", shift: 2 }) },
  { name: "links", around: (call) => Effect.linkSpans(call, external, { because: "it asked" }) },
  { name: "tracing switched off", around: (call) => Effect.withTracerEnabled(call, false) },
  { name: "timing switched off", around: (call) => Effect.withTracerTiming(call, false) }
]

/** The spans of a name that a call leaves behind, as far as what surrounds the call decides on them. */
const spansOf = (name: string, call: Call) =>
  Effect.gen(function* () {
    const { layer, spans } = recordingTracer()
    yield* Effect.provide(outcomeOf(call, script(deleted())), layer)
    return spans
      .filter((span) => span.name === name)
      .map(({ attributes, links, parentId, times }) => {
        const annotations = [attributes.get("team"), attributes.get("shift")]
        return { parentId, times, links, annotations }
      })
  })

describe("the span of a call", () => {
  it.effect.each(surroundings)("is within $name what one of Effect.withSpan is", ({ around }) =>
    Effect.gen(function* () {
      const ours = yield* spansOf("Links.deleteLink", around(deleteLink(ref)))
      const theirs = yield* spansOf("Effect", around(Effect.withSpan(deleteLink(ref), "Effect")))
      expect(ours).toEqual(theirs)
    })
  )

  it.live("is made when the request has been sent, as of the time before it, as is that of its first attempt", () =>
    Effect.gen(function* () {
      const { layer: tracer, spans } = recordingTracer()
      const clock = yield* Effect.clock
      let sentAt = 0n
      const made: Array<number> = []
      const carrier = fromStart((_, ended) => {
        made.push(spans.length)
        sentAt = clock.unsafeCurrentTimeNanos()
        queueMicrotask(() => {
          made.push(spans.length)
          ended(Either.left(new TransportFailure({ message: "broken", mayHaveBeenSent: false })))
        })
        return () => {}
      })
      const client = clientLayer({ layer: Layer.succeed(Transport, carrier) })
      yield* Effect.flip(deleteUnder(RetryPolicy.none)).pipe(Effect.provide(client), Effect.provide(tracer))
      expect(made).toEqual([0, 2])
      expect(spans.map(({ name }) => name)).toEqual(["Links.deleteLink", expect.stringContaining("DELETE")])
      const [call, attempt] = spans.map(({ status }) => status.startTime)
      expect(call !== undefined && call <= sentAt).toBe(true)
      expect(attempt).toBe(call)
    })
  )

  it.effect("hears that there was a success, not which, and of a failure which", () =>
    Effect.gen(function* () {
      const { layer, spans } = recordingTracer()
      yield* Effect.provide(outcomeOf(deleteUnder(RetryPolicy.none), script(deleted())), layer)
      const failed = yield* Effect.provide(
        outcomeOf(deleteUnder(RetryPolicy.none), script(documented("LinkGone"))),
        layer
      )
      const failure = Exit.fail(failureOf(failed))
      const exits = spans.map(({ status }) => (status._tag === "Ended" ? status.exit : undefined))
      expect(exits).toEqual([Exit.void, Exit.void, failure, failure])
    })
  )

  it.effect("is not needed by a call that is retried", () =>
    Effect.gen(function* () {
      const { layer, spans } = recordingTracer()
      const call = Effect.withTracerEnabled(deleteUnder(RetryPolicy.exponential()), false)
      const outcome = yield* Effect.provide(outcomeOf(call, script(documented("RateLimited"), deleted())), layer)
      expect(linkOf(outcome).attempts).toBe(2)
      expect(spans).toEqual([])
    })
  )
})
