import * as Loopback from "@effect-userplane/testing/Loopback"
import { confirmation, outcomeOver, unfinished, type WireOutcome, wireCases } from "@effect-userplane/testing/WireCases"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as UndiciTransport from "../src/UndiciTransport.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"
import { runLive } from "./runTest.js"

const transports = [
  { name: "fetch", layer: FetchTransport.layer, decompresses: true },
  { name: "undici", layer: UndiciTransport.layer(), decompresses: false }
]

const outcomes = {
  Deleted: { confirmation: "Reply", attempts: 1, ...ref },
  Lost: { _tag: "TransportError", reason: "ConnectionLost", outcome: "Unknown", attempts: 1 }
}

const fieldsOf = (outcome: WireOutcome) => (typeof outcome === "string" ? outcomes[outcome] : outcome)

describe.each(transports)("over $name", (transport) => {
  /** One call of one request to a server. */
  const callAt = (baseUrl: string) =>
    deleteLink(ref).pipe(
      RetryPolicy.within(RetryPolicy.none),
      Effect.result,
      Effect.map(Result.merge),
      Effect.provide(Layer.provide(Userplane.layerTransport({ baseUrl }), [transport.layer, ApiKey.layer(apiKey)]))
    )

  it.for(wireCases(ref))("$name", (wireCase) =>
    runLive(
      Effect.gen(function* () {
        const server = yield* Effect.promise(() => Loopback.serve(wireCase.script))
        expect(yield* callAt(server.origin)).toMatchObject(fieldsOf(outcomeOver(transport, wireCase)))
        expect(server.requests).toHaveLength(1)
      })
    )
  )

  it.for(unfinished(ref))("the connection is given up when the call is interrupted $when", ({ script }) =>
    runLive(
      Effect.gen(function* () {
        const server = yield* Effect.promise(() => Loopback.serve(script))
        const call = yield* Effect.forkChild(callAt(server.origin))
        yield* Effect.promise(server.asked)
        yield* Fiber.interrupt(call)
        yield* Effect.promise(server.givenUp)
        expect(server.requests).toHaveLength(1)
      })
    )
  )

  it("no header tells of the trace", () =>
    runLive(
      Effect.gen(function* () {
        const server = yield* Effect.promise(() => Loopback.serve(Loopback.respondWith(confirmation(ref))))
        yield* Effect.withSpan(callAt(server.origin), "caller")
        const names = server.requests.flatMap(({ headers }) => [...headers.keys()])
        expect(names).toContain("authorization")
        expect(names).not.toContain("traceparent")
        expect(names).not.toContain("b3")
      })
    ))

  it("nothing was sent where no connection was made", () =>
    runLive(
      Effect.gen(function* () {
        const failure = yield* callAt(yield* Effect.promise(Loopback.refusing))
        expect(failure).toMatchObject({ _tag: "TransportError", reason: "ConnectionFailed", outcome: "NotDeleted" })
      })
    ))
})
