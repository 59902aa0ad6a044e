/**
 * The one program: every runtime runs it with both clients. It imports what both have; for Effect 4, `@effect-userplane/core`
 * stands for `@effect-userplane/core4`.
 */
import * as ApiKey from "@effect-userplane/core/ApiKey"
import type { DeletedLink } from "@effect-userplane/core/DeletedLink"
import type { DeleteLinkError } from "@effect-userplane/core/DeleteLinkError"
import type { DeleteOutcome } from "@effect-userplane/core/DeleteOutcome"
import * as FetchTransport from "@effect-userplane/core/FetchTransport"
import { deleteLink, deleteLinks } from "@effect-userplane/core/Links"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Transport from "@effect-userplane/core/Transport"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { type LinkName, linkIdOf, type Report, type Said, type World } from "./report.js"

/** Prints what it has to tell as one line of JSON. */
export type Start = (world: World) => Promise<void>

const deleted = ({ confirmation, linkId }: DeletedLink): Said => ({ linkId, what: confirmation, outcome: "Deleted" })

const failed = ({ _tag, linkId, outcome }: DeleteLinkError): Said => ({ linkId, what: _tag, outcome })

const ofMany = (outcome: DeleteOutcome): Said =>
  outcome._tag === "Deleted" ? deleted(outcome.link) : failed(outcome.error)

const saying = Effect.match({ onSuccess: deleted, onFailure: failed })

const overOwnFetch = Layer.succeed(
  Transport.Transport,
  FetchTransport.fromFetch((input, init) => globalThis.fetch(input, { ...init, keepalive: true }))
)

const program = (world: World, overHttpClient: Layer.Layer<Transport.Transport>) => {
  const { workspaceId } = world
  const key = ApiKey.layer(Redacted.make(world.apiKey))

  const client = (transport: Layer.Layer<Transport.Transport>, baseUrl = world.baseUrl) =>
    Layer.provide(Userplane.layerTransport({ baseUrl }), [transport, key])

  const call = (name: LinkName, policy = RetryPolicy.none) =>
    deleteLink({ workspaceId, linkId: linkIdOf(name) }).pipe(RetryPolicy.within(policy), saying)

  const observed = (what: "asked" | "connection") =>
    Effect.promise(() => fetch(`${world.observerUrl}/${what}`).then((response) => response.text()))

  // The first call makes the connection that the second one loses.
  const lostOver = (transport: Layer.Layer<Transport.Transport>, name: LinkName) =>
    Effect.gen(function* () {
      yield* call("gone")
      return yield* call(name)
    }).pipe(Effect.provide(client(transport)))

  const overFetch = Effect.gen(function* () {
    const calls = {
      deletable: yield* call("deletable"),
      gone: yield* call("gone"),
      forbidden: yield* call("forbidden"),
      lost: yield* call("lost"),
      lostWithRetries: yield* call("lostWithRetries", RetryPolicy.exponential({ baseDelay: "10 millis" }))
    }
    const interrupted = yield* Effect.raceFirst(call("interrupted"), observed("asked"))
    const connection = yield* observed("connection")
    const bulk = yield* Stream.runCollect(deleteLinks(world.bulk.map((linkId) => ({ workspaceId, linkId }))))
    return {
      calls: typeof interrupted === "string" ? calls : { ...calls, interrupted },
      afterInterrupt: connection === "closed" ? connection : "open",
      bulk: Array.from(bulk, ofMany)
    } as const
  }).pipe(Effect.provide(client(FetchTransport.layer)))

  return Effect.gen(function* () {
    const { afterInterrupt, bulk, calls } = yield* overFetch
    const report: Report = {
      calls: {
        ...calls,
        lostOverHttpClient: yield* lostOver(overHttpClient, "lostOverHttpClient"),
        lostOverOwnFetch: yield* lostOver(overOwnFetch, "lostOverOwnFetch"),
        refused: yield* Effect.provide(call("refused"), client(FetchTransport.layer, world.refusingUrl))
      },
      afterInterrupt,
      bulk
    }
    return report
  })
}

/** Makes the program, given the one transport that the clients have in different modules. */
export const start =
  (overHttpClient: Layer.Layer<Transport.Transport>): Start =>
  (world) =>
    Effect.runPromise(program(world, overHttpClient)).then((report) => console.log(JSON.stringify(report)))
