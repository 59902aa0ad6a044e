/** A server on loopback that a webhook can be sent to. */
import { text } from "node:stream/consumers"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { listen } from "../../src/internal/loopback.js"

export interface Received {
  readonly path: string | undefined
  readonly authorization: string | undefined
  readonly body: unknown
}

export interface Receiver {
  readonly url: string
  /** The next request, once it has come. */
  readonly next: Effect.Effect<Received>
}

export const make: Effect.Effect<Receiver, never, Scope.Scope> = Effect.gen(function* () {
  const received = yield* Queue.unbounded<Received>()
  const url = yield* listen(async (request, response) => {
    const body: unknown = JSON.parse(await text(request))
    received.unsafeOffer({ path: request.url, authorization: request.headers.authorization, body })
    response.writeHead(204).end()
  })
  return { url: `${url}/`, next: Queue.take(received) }
})
