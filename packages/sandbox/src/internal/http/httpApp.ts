import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Authorization, PresentedKey } from "@effect-userplane/core/UserplaneApi"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import { Operation } from "../../Exchange.js"
import { Sandbox, type SandboxService } from "../../Sandbox.js"
import { SandboxApi } from "../../SandboxApi.js"
import { isReadable, pathOf, routedUrl } from "./path.js"
import { toHttpResponse } from "./response.js"

/** Breaks the connection of a request, which ends its handling. */
export type BreakConnection = (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<never>

type Responding = Effect.Effect<HttpServerResponse.HttpServerResponse, never, HttpServerRequest.HttpServerRequest>

const respond =
  (sandbox: SandboxService, breakConnection: BreakConnection) =>
  (operation: Operation): Responding =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      sandbox.exchange({ method: request.method, path: pathOf(request.originalUrl), operation }).pipe(
        Effect.flatMap((response) => {
          switch (response._tag) {
            case "Broken":
              return breakConnection(request)
            case "Silent":
              return Effect.never
            default:
              return Effect.succeed(toHttpResponse(response))
          }
        })
      )
    )

/** The token of a Bearer header, or an empty one. The scheme is not case-sensitive (RFC 7235). */
const presentedKey = Effect.map(HttpServerRequest.HttpServerRequest, (request) =>
  Redacted.make(/^Bearer +(.*)$/i.exec(request.headers["authorization"] ?? "")?.[1]?.trim() ?? "")
)

const groups = (respondTo: (operation: Operation) => Responding) =>
  Layer.mergeAll(
    HttpApiBuilder.group(SandboxApi, "links", (handlers) =>
      handlers.handleRaw("delete", ({ path }) =>
        Effect.flatMap(PresentedKey, (key) => respondTo(Operation.DeleteLink({ key, ...path })))
      )
    ),
    HttpApiBuilder.group(SandboxApi, "listing", (handlers) =>
      handlers.handleRaw("list", ({ path, urlParams }) =>
        Effect.flatMap(PresentedKey, (key) =>
          respondTo(Operation.ListLinks({ key, ...path, page: urlParams.page, perPage: urlParams.per_page }))
        )
      )
    )
  ).pipe(Layer.provide(Layer.succeed(Authorization, { bearerAuth: () => presentedKey })))

// The platform would respond to these itself, in envelopes of its own; the state machine has to.
const handleUnrouted = (respondTo: (operation: Operation) => Responding) => {
  const malformed = Effect.flatMap(presentedKey, (key) => respondTo(Operation.Malformed({ key })))
  const unrouted = Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ url }) =>
    isReadable(pathOf(url)) ? respondTo(Operation.UnknownRoute()) : malformed
  )
  return HttpMiddleware.make((app) =>
    Effect.catchAllCause(app, (cause) => {
      const failure: unknown = Option.getOrUndefined(Cause.failureOption(cause))
      if (Predicate.isTagged(failure, "HttpApiDecodeError")) return malformed
      if (Predicate.isTagged(failure, "RouteNotFound")) return unrouted
      return Effect.failCause(cause)
    })
  )
}

const withRoutedUrl = HttpMiddleware.make((app) =>
  Effect.updateService(app, HttpServerRequest.HttpServerRequest, (request) =>
    request.modify({ url: routedUrl(request.url) })
  )
)

const served = (respondTo: (operation: Operation) => Responding) =>
  Layer.mergeAll(
    Layer.provide(HttpApiBuilder.api(SandboxApi), groups(respondTo)),
    HttpApiBuilder.middleware(handleUnrouted(respondTo)),
    HttpApiBuilder.Router.Live,
    HttpApiBuilder.Middleware.layer
  )

const platform = Effect.provide(Effect.context<HttpRouter.HttpRouter.DefaultServices>(), HttpServer.layerContext)

/**
 * Serves the sandbox over HTTP.
 *
 * The router's own defaults would reject ids of more than 100 characters as unknown, and take `a//b` and `A/b` for `a/b`.
 */
export const make = (breakConnection: BreakConnection): Effect.Effect<HttpApp.Default, never, Sandbox> =>
  Effect.flatMap(Sandbox, (sandbox) =>
    HttpApiBuilder.httpApp.pipe(
      HttpRouter.withRouterConfig({
        maxParamLength: Number.POSITIVE_INFINITY,
        caseSensitive: true,
        ignoreDuplicateSlashes: false,
        ignoreTrailingSlash: false
      }),
      Effect.provide(served(respond(sandbox, breakConnection))),
      Effect.zipWith(platform, (app, context) => Effect.provide(withRoutedUrl(app), context))
    )
  )
