import { BoundedBody, isKnownToFit } from "@effect-userplane/protocol/BoundedBody"
import * as ConnectionError from "@effect-userplane/protocol/ConnectionError"
import type { ConnectionHistory } from "@effect-userplane/protocol/ConnectionHistory"
import { platformFetch } from "@effect-userplane/protocol/PlatformFetch"
import { type Header, headersOf } from "@effect-userplane/protocol/ReceivedHeaders"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { constTrue } from "effect/Function"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import { TransportFailure, type TransportRequest, type TransportResponse } from "../../Transport.js"

// An error of an `HttpClient` holds the request, and the request holds the key: neither is kept.
const requestFailed = (
  { _tag, cause, description }: HttpClientError.RequestError,
  history: ConnectionHistory
): TransportFailure => {
  const { mayHaveBeenSent, message } = history.failureOf(cause)
  return new TransportFailure({
    message: description || message,
    mayHaveBeenSent: _tag === "TransportError" && mayHaveBeenSent
  })
}

const responseLost = ({
  cause,
  description
}: {
  readonly cause?: unknown
  readonly description?: string | undefined
}): TransportFailure =>
  new TransportFailure({ message: description || ConnectionError.read(cause).message, mayHaveBeenSent: true })

// A client that was told to fail on an error status still has the response.
const responseOf = (
  { reason }: HttpClientError.HttpClientError,
  history: ConnectionHistory
): Effect.Effect<HttpClientResponse.HttpClientResponse, TransportFailure> => {
  if (!("response" in reason)) return Effect.fail(requestFailed(reason, history))
  return reason._tag === "StatusCodeError" ? Effect.succeed(reason.response) : Effect.fail(responseLost(reason))
}

const readStream = (response: HttpClientResponse.HttpClientResponse, maxBytes: number) =>
  Effect.suspend(() => {
    const body = new BoundedBody(maxBytes)
    // The end of the run cancels what is left of an oversized body.
    return Stream.runForEachWhile(response.stream, (bytes) => Effect.sync(() => !body.append(bytes).truncated)).pipe(
      Effect.catch(({ reason }) =>
        reason._tag === "EmptyBodyError" ? Effect.void : Effect.fail(responseLost(reason))
      ),
      // A body that a step of the pipeline has taken already cannot be read again.
      Effect.catchDefect((defect) => Effect.fail(responseLost({ cause: defect }))),
      Effect.as(body)
    )
  })

// A body whose length is known to be small is read in one piece: a stream of it costs more than all the rest of the call.
const readBody = (response: HttpClientResponse.HttpClientResponse, header: Header, maxBytes: number) =>
  isKnownToFit(header("content-length"), header("content-encoding"), maxBytes)
    ? Effect.mapBoth(response.arrayBuffer, {
        onFailure: ({ reason }) => responseLost(reason),
        onSuccess: (bytes) => new BoundedBody(maxBytes).append(new Uint8Array(bytes))
      })
    : readStream(response, maxBytes)

/** The context in which a client sends: without redirects, and without a span of its own, since the attempt has one. */
const clientContext = (context: Context.Context<never>): Context.Context<never> => {
  const given = Context.getOrUndefined(context, FetchHttpClient.RequestInit)
  return context.pipe(
    Context.add(FetchHttpClient.RequestInit, { ...platformFetch().init, ...given, redirect: "manual" }),
    Context.add(HttpClient.TracerDisabledWhen, constTrue)
  )
}

/** Sends a request over an `HttpClient`. */
export const send = (
  client: HttpClient.HttpClient,
  { headers, maxBodyBytes, method, url }: TransportRequest,
  history: ConnectionHistory
): Effect.Effect<TransportResponse, TransportFailure> =>
  client.execute(HttpClientRequest.make(method)(url, { headers })).pipe(
    Effect.catch((error) => responseOf(error, history)),
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
    }),
    Effect.updateContext(clientContext)
  )
