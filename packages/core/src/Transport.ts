/**
 * The one seam to HTTP: send a request, and get the status, the headers and a bounded body, or a reason why not and
 * whether the request may have left.
 *
 * @since 0.1.0
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { BoundedBody, isKnownToFit } from "@effect-userplane/protocol/BoundedBody"
import * as ConnectionError from "@effect-userplane/protocol/ConnectionError"
import { ConnectionHistory } from "@effect-userplane/protocol/ConnectionHistory"
import { exchange } from "@effect-userplane/protocol/Exchange"
import { anyClientMayRepeat, platformFetch } from "@effect-userplane/protocol/PlatformFetch"
import type * as Protocol from "@effect-userplane/protocol/Transport"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { headerOf } from "./internal/http/repeatedHeaders.js"

/**
 * A request as a transport gets it: complete, and safe to send.
 *
 * @since 0.1.0
 * @category models
 */
export type TransportRequest = Protocol.TransportRequest

/**
 * A response as a transport hands it over. No status is an error here.
 *
 * @since 0.1.0
 * @category models
 */
export type TransportResponse = Protocol.TransportResponse

/**
 * No whole response came.
 *
 * @since 0.1.0
 * @category models
 */
export class TransportFailure extends Data.TaggedError("TransportFailure")<{
  readonly message: string
  /** `false` only when the request certainly never reached the server. */
  readonly mayHaveBeenSent: boolean
  /** Whether the time for the request was up. Default: `false`. */
  readonly timedOut?: boolean
}> {}

/**
 * A transport of requests. It follows no redirect, reads no more than it is told to, and gives the connection up when it is
 * interrupted.
 *
 * @since 0.1.0
 * @category tags
 */
export class Transport extends Context.Tag("@effect-userplane/core/Transport")<
  Transport,
  {
    /**
     * Sends a request, and fails when there is no response within the time, in milliseconds. `make` and `fromStart` see to
     * the time.
     */
    readonly send: (
      request: TransportRequest,
      timeoutMillis: number
    ) => Effect.Effect<TransportResponse, TransportFailure>
    /**
     * Whether it may send a request a second time by itself, as browsers do where a reused connection breaks before the
     * response. A link that is gone at the first attempt may then be one that was just deleted: `LinkGone` says
     * `outcome: "Unknown"`. Default: `false`.
     */
    readonly mayRepeat?: boolean
  }
>() {}

/**
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** Whether the transport may send a request a second time by itself. */
  readonly mayRepeat?: boolean | undefined
}

const timedOut = (): TransportFailure =>
  new TransportFailure({ message: "The time was up", mayHaveBeenSent: true, timedOut: true })

/**
 * Makes a transport of a function that sends requests and takes the time it takes.
 *
 * @example
 * ```ts
 * import * as Transport from "@effect-userplane/core/Transport"
 * import * as Effect from "effect/Effect"
 *
 * const offline = Transport.make(() =>
 *   Effect.fail(new Transport.TransportFailure({ message: "offline", mayHaveBeenSent: false }))
 * )
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  send: (request: TransportRequest) => Effect.Effect<TransportResponse, TransportFailure>,
  { mayRepeat = false }: Options = {}
): Context.Tag.Service<Transport> => ({
  mayRepeat,
  send: (request, timeoutMillis) => Effect.timeoutFail(send(request), { duration: timeoutMillis, onTimeout: timedOut })
})

const liveClock = Context.unsafeGet(DefaultServices.liveServices, Clock.Clock)

// Registered before the request starts: `Effect.async` by itself loses what cancels its work when it is interrupted between
// the start of the work and its own next step.
const exchanged = (
  start: Protocol.Start,
  request: TransportRequest,
  timeoutMillis: number
): Effect.Effect<TransportResponse, TransportFailure> =>
  Effect.uninterruptibleMask((restore) => {
    let cancel = () => {}
    const ended = Effect.async<TransportResponse, TransportFailure>((resume) => {
      cancel = exchange(start, request, timeoutMillis, (result) => {
        if (result.ok) resume(Effect.succeed(result.value))
        else resume("timedOut" in result.failure ? timedOut() : new TransportFailure(result.failure))
      })
    })
    return Effect.onInterrupt(restore(ended), () => Effect.sync(() => cancel()))
  })

/**
 * Makes a transport of a function that starts a request and calls back when it has ended.
 *
 * On the real clock a timer of the platform bounds each request; measured, that makes a call faster by 4 to 19 % than a race
 * of fibers, which does it on any other clock.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromStart = (
  start: Protocol.Start,
  { mayRepeat = false }: Options = {}
): Context.Tag.Service<Transport> => {
  const { send } = make((request) => exchanged(start, request, Number.POSITIVE_INFINITY))
  return {
    mayRepeat,
    send: (request, timeoutMillis) =>
      Effect.clockWith((clock) =>
        clock === liveClock ? exchanged(start, request, timeoutMillis) : send(request, timeoutMillis)
      )
  }
}

const withoutRedirects = (context: Context.Context<never>): Context.Context<FetchHttpClient.RequestInit> => {
  const given = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
  return Context.add(context, FetchHttpClient.RequestInit, { ...platformFetch().init, ...given, redirect: "manual" })
}

// The error of the platform holds the request, and the request holds the key: neither is kept.
const requestFailed = (error: HttpClientError.RequestError, history: ConnectionHistory): TransportFailure => {
  const { mayHaveBeenSent, message } = history.failureOf(error.cause)
  return new TransportFailure({
    message: error.description || message,
    mayHaveBeenSent: error.reason === "Transport" && mayHaveBeenSent
  })
}

const responseLost = (error: HttpClientError.ResponseError): TransportFailure =>
  new TransportFailure({
    message: error.description || ConnectionError.read(error.cause).message,
    mayHaveBeenSent: true
  })

const brokenBody = (defect: unknown): TransportFailure =>
  new TransportFailure({ message: ConnectionError.read(defect).message, mayHaveBeenSent: true })

const unlessEmpty = (error: HttpClientError.ResponseError): Effect.Effect<void, TransportFailure> =>
  error.reason === "EmptyBody" ? Effect.void : responseLost(error)

// A client that was told to fail on an error status still has the response.
const responseOf = (
  error: HttpClientError.HttpClientError,
  history: ConnectionHistory
): Effect.Effect<HttpClientResponse.HttpClientResponse, TransportFailure> => {
  if (error._tag === "RequestError") return requestFailed(error, history)
  return error.reason === "StatusCode" ? Effect.succeed(error.response) : responseLost(error)
}

// Pulled by hand: the sinks of a stream fold a chunk of many elements recursively, and a body may come byte by byte.
const readStream = (response: HttpClientResponse.HttpClientResponse, maxBytes: number) =>
  Effect.suspend(() => {
    const body = new BoundedBody(maxBytes)
    return Stream.toPull(response.stream).pipe(
      Effect.flatMap((pull) =>
        Effect.whileLoop({
          while: () => !body.truncated,
          body: () => pull,
          step: (chunk) => {
            for (const bytes of chunk) body.append(bytes)
          }
        })
      ),
      Effect.catchAll(Option.match({ onNone: () => Effect.void, onSome: unlessEmpty })),
      // A body that a step of the pipeline has taken already cannot be read again.
      Effect.catchAllDefect((defect) => brokenBody(defect)),
      Effect.as(body)
    )
  })

// A body whose length is known to be small is read in one piece: a stream of it costs more than all the rest of the call.
const readBody = (
  response: HttpClientResponse.HttpClientResponse,
  maxBytes: number
): Effect.Effect<BoundedBody, TransportFailure, Scope.Scope> =>
  isKnownToFit(response.headers["content-length"], response.headers["content-encoding"], maxBytes)
    ? Effect.mapBoth(response.arrayBuffer, {
        onFailure: responseLost,
        onSuccess: (bytes) => new BoundedBody(maxBytes).append(new Uint8Array(bytes))
      })
    : readStream(response, maxBytes)

/**
 * Makes a transport over an `HttpClient`. Redirects are switched off in the clients made over `fetch`; a client that follows
 * them by itself must not be used, since it sends the key to wherever the redirect points.
 *
 * @param options.mayRepeat - Default: `false` on Node, where neither `fetch` nor `node:http` repeats a request by itself, and
 *   `true` elsewhere. Say `true` for a client with retries of its own.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromHttpClient = (
  client: HttpClient.HttpClient,
  { mayRepeat = anyClientMayRepeat() }: Options = {}
): Context.Tag.Service<Transport> => {
  const history = new ConnectionHistory(mayRepeat)
  const scoped = client.pipe(
    // The attempt has a span of its own, and one span a request is enough.
    HttpClient.withTracerDisabledWhen(() => true),
    HttpClient.withScope
  )
  return make(
    (request) =>
      scoped.execute(HttpClientRequest.make(request.method)(request.url, { headers: request.headers })).pipe(
        Effect.catchAll((error) => responseOf(error, history)),
        Effect.flatMap((response) => {
          history.noteConnected()
          return Effect.map(readBody(response, request.maxBodyBytes), (body) => ({
            status: response.status,
            header: (name: string) => headerOf(response, name),
            body: body.bytes(),
            truncated: body.truncated
          }))
        }),
        Effect.scoped,
        // The runtime would log the failures of the client's own fibers, and the errors of the platform hold the request.
        Effect.withUnhandledErrorLogLevel(Option.none()),
        Effect.mapInputContext(withoutRedirects)
      ),
    { mayRepeat }
  )
}

/**
 * The transport over the `HttpClient` of the context, whichever that is.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Transport, never, HttpClient.HttpClient> = /* @__PURE__ */ Layer.effect(
  Transport,
  /* @__PURE__ */ Effect.map(HttpClient.HttpClient, (client) => fromHttpClient(client))
)
