import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { advice } from "../src/DeleteLinkError.js"
import * as FetchTransport from "../src/FetchTransport.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Transport from "../src/Transport.js"
import type { Fetch } from "./fetches.js"
import { connectionReset, documented, type ScriptedTransport, script } from "./scriptedTransport.js"
import { deleteUnder, failureOf, linkOf, outcomeOf } from "./testClient.js"
import { callAt } from "./transports.js"

describe("LINK_GONE at a first attempt", () => {
  const gone: Fetch = () =>
    Promise.resolve(Response.json({ defined: true, code: "LINK_GONE", status: 410, message: "m" }, { status: 410 }))

  it.live.each([
    { name: "a fetch of the user's", options: {}, outcome: "Unknown" },
    { name: "a fetch that repeats nothing", options: { mayRepeat: false }, outcome: "NotDeleted" }
  ])("over $name is LinkGone, with the outcome $outcome", ({ options, outcome }) =>
    Effect.gen(function* () {
      const transport = FetchTransport.fromFetch(gone, options)
      const result = yield* callAt("http://127.0.0.1:1").pipe(
        Effect.provide(Layer.succeed(Transport.Transport, transport))
      )
      expect(result).toMatchObject({ left: { _tag: "LinkGone", attempts: 1, outcome } })
    })
  )
})

describe("LINK_GONE over a transport that may repeat a request by itself", () => {
  const gone = documented("LinkGone")
  const policy = RetryPolicy.exponential({ baseDelay: 0 })

  const repeating = (scripted: ScriptedTransport): ScriptedTransport => ({
    ...scripted,
    layer: Layer.map(scripted.layer, (context) =>
      Context.add(context, Transport.Transport, {
        ...Context.get(context, Transport.Transport),
        mayRepeat: true
      })
    )
  })

  it.effect("is the failure LinkGone at a first attempt, and what to do says who deleted it", () =>
    Effect.gen(function* () {
      const failure = failureOf(yield* outcomeOf(deleteUnder(policy), repeating(script(gone))))
      expect(failure).toMatchObject({ _tag: "LinkGone", attempts: 1, outcome: "Unknown" })
      expect(advice(failure)).toContain("by this call or before it")
    })
  )

  it.effect("is a success after an attempt whose response was lost", () =>
    Effect.gen(function* () {
      const link = linkOf(yield* outcomeOf(deleteUnder(policy), repeating(script(connectionReset, gone))))
      expect(link).toMatchObject({ confirmation: "GoneAfterLostReply", attempts: 2 })
    })
  )

  it.effect.each(["BadRequest", "LinkNotFound", "WorkspaceGone", "LinkDeleteForbidden"] as const)(
    "is another matter than %s, which proves that nothing was deleted",
    (tag) =>
      Effect.gen(function* () {
        const failure = failureOf(yield* outcomeOf(deleteUnder(policy), repeating(script(documented(tag)))))
        expect(failure).toMatchObject({ _tag: tag, outcome: "NotDeleted" })
      })
  )
})
