/**
 * The sandbox as an `HttpClient`: no socket, no port, and the time is that of the `Clock`.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { BodilessRequest } from "./internal/http/bodilessRequest.js"
import { ConnectionReset, connectionReset } from "./internal/http/connectionReset.js"
import * as HttpApp from "./internal/http/httpApp.js"
import { InProcessResponse } from "./internal/http/inProcessResponse.js"
import type { Sandbox } from "./Sandbox.js"

/**
 * An `HttpClient` whose requests all go to the sandbox, whatever their host: nothing leaves the process, so the base URL of
 * production can stay.
 *
 * A connection that breaks is a `RequestError` with the reason `Transport`; a response that never arrives is an effect that
 * never ends. An interrupt takes effect at once.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<HttpClient.HttpClient, never, Sandbox> = Effect.map(
  HttpApp.make(() => Effect.die(connectionReset)),
  (app) =>
    HttpClient.make((request, url) =>
      app.pipe(
        Effect.provideService(
          HttpServerRequest.HttpServerRequest,
          BodilessRequest.make(request.method, url.pathname + url.search, request.headers)
        ),
        Effect.map((response) => new InProcessResponse(request, response)),
        Effect.catchSomeDefect((defect) =>
          // By its class: with a span, the defect is wrapped in a proxy.
          defect instanceof ConnectionReset
            ? Option.some(new HttpClientError.RequestError({ request, reason: "Transport", cause: connectionReset }))
            : Option.none()
        )
      )
    )
)

/**
 * The sandbox in place of the network.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<HttpClient.HttpClient, never, Sandbox> = Layer.effect(HttpClient.HttpClient, make)
