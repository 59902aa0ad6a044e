/**
 * The one seam to HTTP: send a request, and get the status, the headers and a bounded body, or a reason why not and
 * whether the request may have left.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import { ConnectionHistory } from "@effect-userplane/protocol/ConnectionHistory"
import { exchange, type TimedOut } from "@effect-userplane/protocol/Exchange"
import { anyClientMayRepeat } from "@effect-userplane/protocol/PlatformFetch"
import type * as Protocol from "@effect-userplane/protocol/Transport"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Tracer from "effect/Tracer"
import * as HttpClientTransport from "./internal/http/httpClientTransport.js"
import { inTime } from "./internal/http/inTime.js"

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
  /** True when the time for the request was up. Default: `false`. */
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
     * Sends a request, and fails when there is no response within the time, in milliseconds. `parent` is the span of the
     * attempt, for the spans that the transport makes itself. `make` and `fromStart` see to both.
     */
    readonly send: (
      request: TransportRequest,
      timeoutMillis: number,
      parent?: Tracer.Span
    ) => Effect.Effect<TransportResponse, TransportFailure>
    /**
     * True when it may send a request a second time by itself, as browsers do where a reused connection breaks before the
     * response. A link that is gone at the first attempt may then be one that was just deleted: `LinkGone` says
     * `outcome: "Unknown"`. Default: `false`.
     */
    readonly mayRepeat?: boolean
  }
>() {}

/**
 * The property of a transport that the client cannot find out by itself.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** True when the transport may send a request a second time by itself. */
  readonly mayRepeat?: boolean | undefined
}

const timedOut = (): TransportFailure =>
  new TransportFailure({ message: "The time was up", mayHaveBeenSent: true, timedOut: true })

const failureOf = (failure: Protocol.ConnectionFailure | TimedOut): TransportFailure =>
  "timedOut" in failure ? timedOut() : new TransportFailure(failure)

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
  send: (request, timeoutMillis, parent) => {
    const response = Effect.timeoutFail(send(request), { duration: timeoutMillis, onTimeout: timedOut })
    return parent === undefined ? response : Effect.withParentSpan(response, parent)
  }
})

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
      cancel = exchange(start, request, timeoutMillis, (result) =>
        resume(result.ok ? Effect.succeed(result.value) : failureOf(result.failure))
      )
    })
    return Effect.tapErrorCause(restore(ended), () => Effect.sync(() => cancel()))
  })

/**
 * Makes a transport of a function that starts a request and calls back when it has ended.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromStart = (
  start: Protocol.Start,
  { mayRepeat = false }: Options = {}
): Context.Tag.Service<Transport> => ({
  mayRepeat,
  send: (request, timeoutMillis) =>
    inTime((timeoutMillis) => exchanged(start, request, timeoutMillis), timeoutMillis, timedOut)
})

/**
 * Makes a transport over an `HttpClient`. Redirects are switched off in the clients made over `fetch`; a client that follows
 * them by itself must not be used, since it sends the key to wherever the redirect points. It makes no span and sends no
 * trace header, since the attempt has a span, unless the client was changed by `HttpClient.withTracerDisabledWhen`.
 *
 * `mayRepeat` is by default `false` on Node, where neither `fetch` nor `node:http` repeats a request by itself, and `true`
 * elsewhere. Say `true` for a client with retries of its own.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromHttpClient = (
  client: HttpClient.HttpClient,
  { mayRepeat = anyClientMayRepeat() }: Options = {}
): Context.Tag.Service<Transport> => {
  const history = new ConnectionHistory(mayRepeat)
  return {
    mayRepeat,
    send: (request, timeoutMillis, parent) =>
      inTime(
        (timeoutMillis) =>
          Effect.mapError(HttpClientTransport.send(client, request, history, timeoutMillis, parent), failureOf),
        timeoutMillis,
        timedOut
      )
  }
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
