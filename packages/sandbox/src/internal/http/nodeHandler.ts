import type * as Http from "node:http"
import * as Headers from "@effect/platform/Headers"
import * as HttpApp from "@effect/platform/HttpApp"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import { BodilessRequest } from "./bodilessRequest.js"

/** Handles a request of `node:http`. */
export type Handle = (incoming: Http.IncomingMessage, outgoing: Http.ServerResponse) => void

const written = (outgoing: Http.ServerResponse, bytes: Uint8Array): Effect.Effect<void> =>
  Effect.async((resume) => {
    outgoing.write(bytes, () => resume(Effect.void))
  })

const write = (outgoing: Http.ServerResponse, { body, headers, status }: HttpServerResponse.HttpServerResponse) =>
  Effect.gen(function* () {
    outgoing.writeHead(status, headers)
    if (body._tag === "Stream") yield* Stream.runForEach(body.stream, (bytes) => written(outgoing, bytes))
    outgoing.end(body._tag === "Uint8Array" ? body.body : undefined)
  })

// Node sets both for a request that a server received. A method that the platform does not name has no route.
const requestOf = (incoming: Http.IncomingMessage): BodilessRequest =>
  BodilessRequest.make(
    (incoming.method ?? "GET") as HttpMethod,
    incoming.url ?? "/",
    Headers.fromInput(incoming.headers),
    incoming
  )

/**
 * Makes a handler of `node:http`, which ends with its connection. The server of `@effect/platform-node` does more than the sandbox
 * needs, and cannot be installed beside Effect 4.
 */
export const make = (app: HttpApp.Default): Effect.Effect<Handle> =>
  Effect.map(Effect.runtime<never>(), (runtime) => {
    const run = Runtime.runFork(runtime)
    const cors = HttpMiddleware.cors()
    return (incoming, outgoing) => {
      const handled = HttpApp.toHandled(app, (_, response) => write(outgoing, response), cors)
      const fiber = run(Effect.provideService(handled, HttpServerRequest.HttpServerRequest, requestOf(incoming)))
      outgoing.once("close", () => {
        if (!outgoing.writableEnded) fiber.unsafeInterruptAsFork(HttpServerError.clientAbortFiberId)
      })
    }
  })
