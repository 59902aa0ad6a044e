import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { BoundedBody, isKnownToFit } from "@effect-userplane/protocol/BoundedBody"
import * as ConnectionError from "@effect-userplane/protocol/ConnectionError"
import type { ConnectionHistory } from "@effect-userplane/protocol/ConnectionHistory"
import type { TimedOut } from "@effect-userplane/protocol/Exchange"
import { platformFetch } from "@effect-userplane/protocol/PlatformFetch"
import { type Header, headersOf } from "@effect-userplane/protocol/ReceivedHeaders"
import { startTimer } from "@effect-userplane/protocol/Timer"
import type { ConnectionFailure, TransportRequest, TransportResponse } from "@effect-userplane/protocol/Transport"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import { constTrue } from "effect/Function"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"

type Failure = ConnectionFailure | TimedOut

// The error of the platform holds the request, and the request holds the key: neither is kept.
const requestFailed = (error: HttpClientError.RequestError, history: ConnectionHistory): ConnectionFailure => {
  const { mayHaveBeenSent, message } = history.failureOf(error.cause)
  return {
    message: error.description || message,
    mayHaveBeenSent: error.reason === "Transport" && mayHaveBeenSent
  }
}

const responseLost = ({ cause, description }: HttpClientError.ResponseError): ConnectionFailure => ({
  message: description || ConnectionError.read(cause).message,
  mayHaveBeenSent: true
})

const brokenBody = (defect: unknown): ConnectionFailure => ({
  message: ConnectionError.read(defect).message,
  mayHaveBeenSent: true
})

const unlessEmpty = (error: HttpClientError.ResponseError): Effect.Effect<void, ConnectionFailure> =>
  error.reason === "EmptyBody" ? Effect.void : Effect.fail(responseLost(error))

// A client that was told to fail on an error status still has the response.
const responseOf = (
  error: HttpClientError.HttpClientError,
  history: ConnectionHistory
): Effect.Effect<HttpClientResponse.HttpClientResponse, ConnectionFailure> => {
  if (error._tag === "RequestError") return Effect.fail(requestFailed(error, history))
  return error.reason === "StatusCode" ? Effect.succeed(error.response) : Effect.fail(responseLost(error))
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
      // The end of the scope cancels what is left of an oversized body.
      Effect.scoped,
      Effect.catchAll(Option.match({ onNone: () => Effect.void, onSome: unlessEmpty })),
      // A body that a step of the pipeline has taken already cannot be read again.
      Effect.catchAllDefect((defect) => Effect.fail(brokenBody(defect))),
      Effect.as(body)
    )
  })

// A body whose length is known to be small is read in one piece: a stream of it costs more than all the rest of the call.
const readBody = (response: HttpClientResponse.HttpClientResponse, header: Header, maxBytes: number) =>
  isKnownToFit(header("content-length"), header("content-encoding"), maxBytes)
    ? Effect.mapBoth(response.arrayBuffer, {
        onFailure: responseLost,
        onSuccess: (bytes) => new BoundedBody(maxBytes).append(new Uint8Array(bytes))
      })
    : readStream(response, maxBytes)

const responseTo = (
  client: HttpClient.HttpClient,
  { headers, maxBodyBytes, method, url }: TransportRequest,
  history: ConnectionHistory
): Effect.Effect<TransportResponse, ConnectionFailure> =>
  client.execute(HttpClientRequest.make(method)(url, { headers })).pipe(
    Effect.catchAll((error) => responseOf(error, history)),
    Effect.flatMap((response) => {
      history.noteConnected()
      const { status } = response
      const header = headersOf(response)
      return Effect.map(readBody(response, header, maxBodyBytes), (body) => ({
        status,
        header,
        body: body.bytes(),
        truncated: body.truncated
      }))
    })
  )

const withoutRedirects = (context: Context.Context<never>): Context.Context<never> => {
  const given = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
  return Context.add(context, FetchHttpClient.RequestInit, { ...platformFetch().init, ...given, redirect: "manual" })
}

/** The runtime of the fiber that a client works in. To change all this by combinators costs as much as the client does. */
const runtimeOf = (runtime: Runtime.Runtime<never>, parent: Tracer.Span | undefined): Runtime.Runtime<never> =>
  runtime.pipe(
    Runtime.updateContext((context) => {
      const own = withoutRedirects(context)
      return parent === undefined ? own : Context.add(own, Tracer.ParentSpan, parent)
    }),
    // The attempt has a span of its own, and one span a request is enough.
    Runtime.setFiberRef(HttpClient.currentTracerDisabledWhen, constTrue),
    // The runtime would log the failures of the client's fibers, and the errors of the platform hold the request.
    Runtime.setFiberRef(FiberRef.unhandledErrorLogLevel, Option.none())
  )

/**
 * Sends a request over an `HttpClient`, in a fiber of its own, which is interrupted when the time is up: a timer costs less
 * than a race of two fibers.
 *
 * @param timeoutMillis - How long it may take, in milliseconds. `Infinity` is no limit.
 * @param parent - The span above those that the client makes.
 */
export const send = (
  client: HttpClient.HttpClient,
  request: TransportRequest,
  history: ConnectionHistory,
  timeoutMillis: number,
  parent: Tracer.Span | undefined
): Effect.Effect<TransportResponse, Failure> =>
  Effect.flatMap(Effect.runtime(), (runtime) =>
    Effect.uninterruptibleMask((restore) => {
      let interrupt: Effect.Effect<unknown> = Effect.void
      const ended = Effect.async<TransportResponse, Failure>((resume) => {
        const fiber = Runtime.runFork(runtimeOf(runtime, parent))(responseTo(client, request, history))
        const stopTimer = startTimer(timeoutMillis, () => resume(Effect.fail({ timedOut: true })))
        fiber.addObserver((exit) => {
          stopTimer()
          resume(exit)
        })
        interrupt = Fiber.interrupt(fiber)
      })
      return Effect.tapErrorCause(restore(ended), () => interrupt)
    })
  )
