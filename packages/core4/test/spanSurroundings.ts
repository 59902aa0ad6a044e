/** The spans of this client and of Effect itself, within whatever is around them. */
import { deleted } from "@effect-userplane/testing/Answers"
import type { SpanSurroundings, Surrounding } from "@effect-userplane/testing/SpanSurroundings"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import { deleteLink } from "../src/Links.js"
import * as Transport from "../src/Transport.js"
import { ref } from "./fixtures.js"
import { recordingTracer } from "./recordingTracer.js"
import { script, sharedAnswer } from "./scriptedTransport.js"
import { type Call, clientLayer } from "./testClient.js"

const external = Tracer.externalSpan({ spanId: "external", traceId: "trace" })

const notContinued = Context.make(Tracer.DisablePropagation, true)

const hidden = Tracer.externalSpan({ spanId: "hidden", traceId: "trace", annotations: notContinued })

const around: { readonly [S in Surrounding]: (call: Call) => Call } = {
  nothing: (call) => call,
  "a span": (call) => Effect.withSpan(call, "around", { captureStackTrace: false }),
  "a span of another process": (call) => Effect.withParentSpan(call, external),
  "a span that is not to be continued": (call) => Effect.withParentSpan(call, hidden),
  "a span below one that is not to be continued": (call) =>
    Effect.withSpan(call, "around", { captureStackTrace: false, parent: hidden }),
  "a span that is not to be continued, below one that is": (call) =>
    call.pipe(
      Effect.withSpan("hidden", { annotations: notContinued }, { captureStackTrace: false }),
      Effect.withSpan("around", {}, { captureStackTrace: false })
    ),
  annotations: (call) => Effect.annotateSpans(call, { team: "recordings", shift: 2 }),
  links: (call) => Effect.linkSpans(call, external, { because: "it asked" }),
  "tracing switched off": (call) => Effect.withTracerEnabled(call, false),
  "timing switched off": (call) => Effect.withTracerTiming(call, false)
}

const nameOf = (span: Tracer.AnySpan) => (span._tag === "Span" ? span.name : span.spanId)

/** The spans of a name that a call leaves behind, as far as what surrounds the call decides on them. */
const spansOf = (name: string, call: Call) =>
  Effect.gen(function* () {
    const { layer, spans } = recordingTracer()
    yield* Effect.provide(call, [clientLayer(script(sharedAnswer(deleted()))), layer])
    return spans
      .filter((span) => span.name === name)
      .map((span) => ({
        parent: Option.getOrUndefined(Option.map(span.parent, nameOf)),
        isTimed: span.status.startTime > 0n,
        links: span.links,
        annotations: [span.attributes.get("team"), span.attributes.get("shift")]
      }))
  }).pipe(Effect.runPromise)

const request = { method: "GET", url: "https://api.example.com", headers: {}, maxBodyBytes: 1 } as const

export const surroundingSpans: SpanSurroundings = {
  ours: (surrounding) => spansOf("Links.deleteLink", around[surrounding](deleteLink(ref))),
  theirs: (surrounding) => spansOf("Effect", around[surrounding](Effect.withSpan(deleteLink(ref), "Effect"))),
  aboveTransport: () => {
    let above: string | undefined
    const { send } = Transport.make(() =>
      Effect.flatMap(Effect.orDie(Effect.currentSpan), ({ name }) => {
        above = name
        return Effect.fail(new Transport.TransportFailure({ message: "offline", mayHaveBeenSent: false }))
      })
    )
    const sent = Effect.withSpan(Effect.flip(send(request, 1000)), "outside")
    return Effect.runPromise(Effect.map(sent, () => above))
  }
}
