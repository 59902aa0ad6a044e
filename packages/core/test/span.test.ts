import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"
import { deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { ref } from "./fixtures.js"
import { recordingTracer } from "./recordingTracer.js"
import { deleted, documented, script } from "./scriptedTransport.js"
import { type Call, deleteUnder, linkOf, outcomeOf } from "./testClient.js"

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
