import { inspect } from "node:util"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { describe, expect, it } from "@effect/vitest"
import * as Loopback from "@effect-userplane/testing/Loopback"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Transport from "../src/Transport.js"
import { canaryKey, requestTo } from "./fixtures.js"
import { callAt, transports } from "./transports.js"

const request = requestTo("https://api.userplane.io/api/v1", canaryKey)

/** Sends the request over a client that does what it is told. */
const sendOver = (
  answer: (
    request: HttpClientRequest.HttpClientRequest
  ) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>
) => Transport.fromHttpClient(HttpClient.make(answer)).send(request, 1000)

const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" })

const requestError =
  (
    reason: "Encode" | "InvalidUrl" | "Transport",
    details: { readonly cause?: unknown; readonly description?: string }
  ) =>
  (request: HttpClientRequest.HttpClientRequest) =>
    Effect.fail(new HttpClientError.RequestError({ request, reason, ...details }))

const responseError =
  (
    reason: "Decode" | "EmptyBody" | "StatusCode",
    details: { readonly cause?: unknown; readonly description?: string },
    response: Response = new Response("gone", { status: 410 })
  ) =>
  (request: HttpClientRequest.HttpClientRequest) =>
    Effect.fail(
      new HttpClientError.ResponseError({
        request,
        response: HttpClientResponse.fromWeb(request, response),
        reason,
        ...details
      })
    )

describe("an HttpClient that fails", () => {
  it.effect.each([
    {
      name: "before a connection is made",
      answer: requestError("Transport", { cause: new TypeError("fetch failed", { cause: refused }) }),
      failure: { message: "connect ECONNREFUSED", mayHaveBeenSent: false }
    },
    {
      name: "after it was sent",
      answer: requestError("Transport", { cause: new Error("read ECONNRESET") }),
      failure: { message: "read ECONNRESET", mayHaveBeenSent: true }
    },
    {
      name: "without a cause",
      answer: requestError("Transport", {}),
      failure: { message: "The connection failed", mayHaveBeenSent: true }
    },
    {
      name: "with a description of its own",
      answer: requestError("Transport", { description: "The circuit is open", cause: refused }),
      failure: { message: "The circuit is open", mayHaveBeenSent: false }
    },
    {
      name: "at the encoding of the request",
      answer: requestError("Encode", { cause: new Error("no") }),
      failure: { message: "no", mayHaveBeenSent: false }
    },
    {
      name: "at the URL",
      answer: requestError("InvalidUrl", { cause: new TypeError("Invalid URL") }),
      failure: { message: "Invalid URL", mayHaveBeenSent: false }
    },
    {
      name: "at the decoding of the response",
      answer: responseError("Decode", { cause: new Error("cut") }),
      failure: { message: "cut", mayHaveBeenSent: true }
    },
    {
      name: "at the decoding of the response, with a description of its own",
      answer: responseError("Decode", { description: "Not for me", cause: new Error("cut") }),
      failure: { message: "Not for me", mayHaveBeenSent: true }
    },
    {
      name: "at an empty response",
      answer: responseError("EmptyBody", {}),
      failure: { message: "The connection failed", mayHaveBeenSent: true }
    }
  ])("$name is a TransportFailure without the request, which holds the key", ({ answer, failure }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(sendOver(answer))
      expect(error).toBeInstanceOf(Transport.TransportFailure)
      expect({ ...error, message: error.message }).toEqual({ _tag: "TransportFailure", ...failure })
      const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)
      expect(shown.includes(Redacted.value(canaryKey))).toBe(false)
    })
  )

  it.effect("because of the status has the response nevertheless", () =>
    Effect.gen(function* () {
      const gone = new Response("gone", { status: 410, headers: { "X-Request-Id": "req_1" } })
      const response = yield* sendOver(responseError("StatusCode", {}, gone))
      expect(response).toMatchObject({ status: 410, truncated: false, body: new TextEncoder().encode("gone") })
      expect(response.header("x-request-id")).toBe("req_1")
    })
  )
})

describe("an HttpClient that answers", () => {
  it.effect("without a body has an empty one", () =>
    Effect.gen(function* () {
      const response = yield* sendOver((request) =>
        Effect.succeed(HttpClientResponse.fromWeb(request, new Response(null, { status: 204 })))
      )
      expect(response).toMatchObject({ status: 204, truncated: false, body: new Uint8Array() })
    })
  )

  it.effect("is asked for the request as it is, without a trace header", () =>
    Effect.gen(function* () {
      const asked: Array<HttpClientRequest.HttpClientRequest> = []
      yield* Effect.withSpan(
        sendOver((request) => {
          asked.push(request)
          return Effect.succeed(HttpClientResponse.fromWeb(request, new Response("{}")))
        }),
        "outer"
      )
      expect(asked).toHaveLength(1)
      expect(asked[0]).toMatchObject({ method: "DELETE", url: request.url, body: { _tag: "Empty" } })
      expect(Object.keys(asked[0]?.headers ?? {}).sort()).toEqual(["accept", "authorization"])
    })
  )
})

describe("a body in many pieces", () => {
  const byte = new Uint8Array(1)
  const many = 70_000
  const bodyOf = (stream: Stream.Stream<Uint8Array>, response = new Response("{}")) =>
    sendOver((request) =>
      Effect.succeed(Object.defineProperty(HttpClientResponse.fromWeb(request, response), "stream", { value: stream }))
    )

  it.effect.each([
    { name: "one byte each, all at once", stream: Stream.fromChunk(Chunk.makeBy(many, () => byte)) },
    { name: "one byte each, one at a time", stream: Stream.rechunk(Stream.repeatValue(byte), 1) },
    { name: "without an end", stream: Stream.repeatValue(byte) }
  ])("is cut at the limit: $name", ({ stream }) =>
    Effect.gen(function* () {
      expect(yield* bodyOf(stream)).toMatchObject({ truncated: true, body: new Uint8Array(request.maxBodyBytes) })
    })
  )

  it.effect("may have empty ones", () =>
    Effect.gen(function* () {
      const empty = Stream.fromChunk(Chunk.makeBy(many, () => new Uint8Array()))
      const response = yield* bodyOf(Stream.concat(empty, Stream.make(byte)))
      expect(response).toMatchObject({ truncated: false, body: byte })
    })
  )

  it.effect("that cannot be read any more is a TransportFailure, and no defect", () =>
    Effect.gen(function* () {
      const response = new Response("{}")
      response.body?.getReader()
      const error = yield* Effect.flip(
        sendOver((request) => Effect.succeed(HttpClientResponse.fromWeb(request, response)))
      )
      expect(error).toMatchObject({ _tag: "TransportFailure", mayHaveBeenSent: true })
      expect(error.message).toMatch(/locked/)
    })
  )

  it.effect("that breaks is a TransportFailure", () =>
    Effect.gen(function* () {
      const body = new ReadableStream({ pull: (controller) => controller.error(new Error("read ECONNRESET")) })
      const error = yield* Effect.flip(
        sendOver((request) => Effect.succeed(HttpClientResponse.fromWeb(request, new Response(body))))
      )
      expect(error).toMatchObject({ message: "read ECONNRESET", mayHaveBeenSent: true })
    })
  )
})

describe.each(transports)("over $name", ({ layer }) => {
  it.live("a body of 70,000 chunks of one byte is a body that is too large", () =>
    Effect.gen(function* () {
      const chunked = {
        status: 500,
        headers: { "content-type": "application/json", "transfer-encoding": "chunked" },
        body: `${"1\r\nx\r\n".repeat(70_000)}0\r\n\r\n`
      }
      const server = yield* Effect.promise(() => Loopback.serve(Loopback.respondThenEnd(chunked)))
      const result = yield* Effect.provide(callAt(server.origin), layer)
      expect(result).toMatchObject({ left: { _tag: "UnexpectedResponse", reason: "BodyTooLarge" } })
    })
  )

  it.live("the longer of two Retry-After headers counts", () =>
    Effect.gen(function* () {
      const envelope = JSON.stringify({ defined: true, code: "RATE_LIMITED", status: 429, message: "m" })
      const response = [
        "HTTP/1.1 429 Too Many Requests",
        "content-type: application/json",
        "retry-after: 5",
        "Retry-After: 120",
        "retry-after: 7",
        `content-length: ${envelope.length}`
      ].join("\r\n")
      const server = yield* Effect.promise(() =>
        Loopback.serve((socket) => socket.write(`${response}\r\n\r\n${envelope}`))
      )
      const result = yield* Effect.provide(callAt(server.origin), layer)
      expect(result).toMatchObject({ left: { _tag: "RateLimited", retryAfter: Duration.minutes(2) } })
    })
  )
})

describe("options of fetch that were provided", () => {
  it.effect.each([{}, { redirect: "follow", credentials: "include" } satisfies RequestInit])(
    "are kept, but for the following of redirects: %j",
    (init) =>
      Effect.gen(function* () {
        const seen: Array<RequestInit | undefined> = []
        const fetch: typeof globalThis.fetch = (_, init) => {
          seen.push(init)
          return Promise.resolve(new Response("{}"))
        }
        yield* Effect.flatMap(Transport.Transport, (transport) => transport.send(request, 1000)).pipe(
          Effect.provide(Layer.provide(Transport.layer, FetchHttpClient.layer)),
          Effect.provideService(FetchHttpClient.Fetch, fetch),
          Effect.provideService(FetchHttpClient.RequestInit, init)
        )
        expect(seen).toHaveLength(1)
        expect(seen[0]).toMatchObject({ ...init, redirect: "manual" })
      })
  )
})
