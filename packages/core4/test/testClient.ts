/** Calls over a scripted transport, run to their end under `TestClock`. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import * as ApiKey from "../src/ApiKey.js"
import type { DeleteLinkError } from "../src/DeleteLinkError.js"
import { type DeletedLink, deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"
import type { ScriptedTransport } from "./scriptedTransport.js"

export type Call = Effect.Effect<DeletedLink, DeleteLinkError, Userplane.Userplane>

/** How a call ended. Times are in milliseconds since its beginning. */
export interface Outcome {
  readonly result: Result.Result<DeletedLink, DeleteLinkError>
  readonly endedAt: number
  /** When each request was sent. */
  readonly sentAt: ReadonlyArray<number>
}

export type KeySource = ApiKey.ApiKey["Service"]["current"]

/** A source of keys that gives one after the other, and the last one ever after. It keeps how often it was asked. */
export const keysInTurn = (first: KeySource, ...others: ReadonlyArray<KeySource>) => {
  let asked = 0
  const sources = [first, ...others]
  const current = Effect.suspend(() => {
    const source = sources[Math.min(asked, sources.length - 1)] ?? first
    asked += 1
    return source
  })
  return { layer: Layer.succeed(ApiKey.ApiKey, { current }), asked: () => asked }
}

/** The client over a transport. */
export const clientLayer = (
  server: Pick<ScriptedTransport, "layer">,
  key: Layer.Layer<ApiKey.ApiKey> = ApiKey.layer(apiKey)
) => Userplane.layerTransport().pipe(Layer.provide([server.layer, key]), Layer.orDie)

/** Runs a call to its end, however long that takes on the clock of the test. */
export const outcomeOf = (
  call: Call,
  server: ScriptedTransport,
  key?: Layer.Layer<ApiKey.ApiKey>
): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const fiber = yield* call.pipe(
      Effect.result,
      Effect.zip(Clock.currentTimeMillis),
      Effect.provide(clientLayer(server, key)),
      Effect.forkChild
    )
    const ended = Fiber.join(fiber)
    // The clock stops with the call: what is left of its timeouts need not be waited for.
    const [result, end] = yield* Effect.raceFirst(ended, Effect.andThen(TestClock.adjust("1 day"), ended))
    return { result, endedAt: end - start, sentAt: server.requests.map(({ at }) => at - start) }
  })

/** Deletes the ordinary link under a policy. */
export const deleteUnder = (policy: RetryPolicy.Policy): Call => RetryPolicy.within(deleteLink(ref), policy)

/** The failure of a call that must have failed. */
export const failureOf = ({ result }: Pick<Outcome, "result">): DeleteLinkError =>
  Result.getOrThrow(Result.flip(result))

/** What a call returned that must have succeeded. */
export const linkOf = ({ result }: Pick<Outcome, "result">): DeletedLink => Result.getOrThrow(result)
