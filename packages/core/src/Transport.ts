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
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { BoundedBody, isKnownToFit } from "./internal/boundedBody.js"
import { describeCause } from "./internal/connectionError.js"
import { ConnectionHistory } from "./internal/connectionHistory.js"
import { anyClientMayRepeat, platformFetch } from "./internal/platformFetch.js"
import { headerOf } from "./internal/repeatedHeaders.js"

/**
 * A request as a carrier gets it: complete, and safe to send.
 *
 * @since 0.1.0
 * @category models
 */
export interface TransportRequest {
  readonly method: "DELETE" | "GET"
  readonly url: string
  /** Header names are lower case. Among them is `authorization`: a carrier must not keep, log or rethrow them. */
  readonly headers: Readonly<Record<string, string>>
  /** How much of the body to read at most, in bytes. What follows is not read, and the connection is given up. */
  readonly maxBodyBytes: number
}

/**
 * A reply as a carrier hands it over. No status is an error here.
 *
 * @since 0.1.0
 * @category models
 */
export interface TransportReply {
  readonly status: number
  /** The value of a header, by its name in lower case. */
  readonly header: (name: string) => string | undefined
  /** At most `maxBodyBytes` bytes. */
  readonly body: Uint8Array
  /** Whether the body was longer than `maxBodyBytes`. */
  readonly truncated: boolean
}

/**
 * No whole reply was had.
 *
 * @since 0.1.0
 * @category models
 */
export class TransportFailure extends Data.TaggedError("TransportFailure")<{
  readonly message: string
  /** `false` only when the request certainly never reached the server. */
  readonly mayHaveBeenSent: boolean
}> {}

/**
 * A carrier of requests. It follows no redirect, reads no more than it is told to, and gives the connection up when it
 * is interrupted.
 *
 * @since 0.1.0
 * @category tags
 */
export class Transport extends Context.Tag("@effect-userplane/core/Transport")<
  Transport,
  {
    readonly send: (request: TransportRequest) => Effect.Effect<TransportReply, TransportFailure>
    /**
     * The same without Effect, for carriers that work with callbacks: it starts a request, tells how it ended, and gives
     * back what ends it. With it an attempt and its timeout need no fiber of their own.
     */
    readonly start?: Start
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
  /** Whether what carries the requests may send one a second time by itself. */
  readonly mayRepeat?: boolean | undefined
}

/**
 * Starts a request, tells how it ended, and gives back what ends it. Only the first thing that it tells is heard, and
 * nothing after it was ended.
 *
 * @since 0.1.0
 * @category models
 */
export type Start = (
  request: TransportRequest,
  ended: (result: Either.Either<TransportReply, TransportFailure>) => void
) => () => void

/**
 * A carrier that works with callbacks.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromStart = (start: Start, { mayRepeat = false }: Options = {}): Context.Tag.Service<Transport> => ({
  start,
  mayRepeat,
  send: (request) =>
    Effect.async((resume) => {
      const cancel = start(request, resume)
      return Effect.sync(cancel)
    })
})

const withoutRedirects = (context: Context.Context<never>): Context.Context<FetchHttpClient.RequestInit> => {
  const given = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
  return Context.add(context, FetchHttpClient.RequestInit, { ...platformFetch().init, ...given, redirect: "manual" })
}

// The error of the platform holds the request, and the request holds the key: neither is kept.
const requestFailed = (error: HttpClientError.RequestError, history: ConnectionHistory): TransportFailure =>
  new TransportFailure({
    message: error.description || describeCause(error.cause),
    mayHaveBeenSent: error.reason === "Transport" && history.mayHaveBeenSent(error.cause)
  })

const replyLost = (error: HttpClientError.ResponseError): TransportFailure =>
  new TransportFailure({ message: error.description || describeCause(error.cause), mayHaveBeenSent: true })

const brokenBody = (defect: unknown): TransportFailure =>
  new TransportFailure({ message: describeCause(defect), mayHaveBeenSent: true })

const unlessEmpty = (error: HttpClientError.ResponseError): Effect.Effect<void, TransportFailure> =>
  error.reason === "EmptyBody" ? Effect.void : Effect.fail(replyLost(error))

// A client that was told to fail on an error status still has the reply.
const replyOf = (
  error: HttpClientError.HttpClientError,
  history: ConnectionHistory
): Effect.Effect<HttpClientResponse.HttpClientResponse, TransportFailure> =>
  error._tag === "RequestError"
    ? Effect.fail(requestFailed(error, history))
    : error.reason === "StatusCode"
      ? Effect.succeed(error.response)
      : Effect.fail(replyLost(error))

// Pulled by hand: the sinks of a stream fold a chunk of many elements recursively, and a body may come byte by byte.
const readChunks = (response: HttpClientResponse.HttpClientResponse, maxBytes: number) =>
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
      Effect.catchAllDefect((defect) => Effect.fail(brokenBody(defect))),
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
        onFailure: replyLost,
        onSuccess: (bytes) => new BoundedBody(maxBytes).append(new Uint8Array(bytes))
      })
    : readChunks(response, maxBytes)

/**
 * Carries requests over an `HttpClient`. Redirects are switched off in the clients made over `fetch`; a client that
 * follows them by itself must not be used, since it sends the key to wherever the redirect points.
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
  return {
    mayRepeat,
    send: (request) =>
      scoped.execute(HttpClientRequest.make(request.method)(request.url, { headers: request.headers })).pipe(
        Effect.catchAll((error) => replyOf(error, history)),
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
        Effect.mapInputContext(withoutRedirects)
      )
  }
}

/**
 * Carries requests over the `HttpClient` of the context, whichever that is.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Transport, never, HttpClient.HttpClient> = /* @__PURE__ */ Layer.effect(
  Transport,
  /* @__PURE__ */ Effect.map(HttpClient.HttpClient, (client) => fromHttpClient(client))
)
