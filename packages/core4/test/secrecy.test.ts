import { inspect } from "node:util"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Tracer from "effect/Tracer"
import { describe, expect } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import { DeleteLinkError } from "../src/DeleteLinkError.js"
import { deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { TransportFailure } from "../src/Transport.js"
import { canaryKey, ref } from "./fixtures.js"
import { itEffect } from "./runTest.js"
import { type Answer, json, script } from "./scriptedTransport.js"
import { clientLayer } from "./testClient.js"

const key = Redacted.value(canaryKey)
const secret = key.slice(5)

const answers: ReadonlyArray<{ readonly name: string; readonly answer: Answer }> = [
  {
    name: "a documented failure that repeats it",
    answer: json(401, { code: "API_KEY_INVALID", message: `Unknown key ${key}`, data: { [key]: [key] } })
  },
  {
    name: "an undocumented one that repeats it",
    answer: json(418, { code: key, message: key }, { "x-request-id": key })
  },
  { name: "a body that is not understood", answer: json(200, { authorization: `Bearer ${key}` }) },
  { name: "a redirect to it", answer: json(302, {}, { location: `https://elsewhere.example/?key=${key}` }) },
  {
    name: "a transport that says it",
    answer: () => Effect.fail(new TransportFailure({ message: `Cannot send ${key}`, mayHaveBeenSent: false }))
  }
]

/** A tracer that keeps the spans. */
const recording = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return { spans, tracer }
}

describe("the key shows nowhere after", () => {
  itEffect.each(answers)("$name", ({ answer }) =>
    Effect.gen(function* () {
      const { spans, tracer } = recording()
      const server = script(answer)
      const exit = yield* deleteLink(ref).pipe(
        RetryPolicy.within(RetryPolicy.none),
        Effect.provide(clientLayer(server, ApiKey.layer(canaryKey))),
        Effect.provideService(Tracer.Tracer, tracer),
        Effect.exit
      )
      if (Exit.isSuccess(exit)) throw new Error("The call should have failed")
      const error = yield* Effect.flip(exit)
      const printed = [
        String(exit),
        JSON.stringify(exit),
        inspect(exit, { depth: null, showHidden: true }),
        Cause.pretty(exit.cause),
        String(error),
        String(error.stack),
        JSON.stringify(Schema.encodeSync(DeleteLinkError)(error)),
        inspect(spans, { depth: null, showHidden: true })
      ]
      expect(server.requests[0]?.headers["authorization"] === `Bearer ${key}`).toBe(true)
      expect(spans).toHaveLength(2)
      expect(printed.map((text) => text.includes(secret))).toEqual(printed.map(() => false))
    })
  )
})
