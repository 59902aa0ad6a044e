import { inspect } from "node:util"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { describe, expect, it } from "@effect/vitest"
import { echoes, listing } from "@effect-userplane/testing/Echoes"
import { reveals } from "@effect-userplane/testing/KeySearch"
import { spellings } from "@effect-userplane/testing/Spellings"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as ApiKey from "../src/ApiKey.js"
import { DeleteLinkError } from "../src/DeleteLinkError.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { DeletedLink, deleteLink, LinkPage, listLinkPage } from "../src/Links.js"
import { ListLinksError } from "../src/ListLinksError.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Transport from "../src/Transport.js"
import * as Userplane from "../src/Userplane.js"
import { breaking, failing } from "./fetches.js"
import { canaryKey, ref } from "./fixtures.js"
import { recordingTracer } from "./recordingTracer.js"
import { always, response } from "./scriptedTransport.js"

/** The canary, with the characters of a Bearer token that JSON, URLs and HTML spell in other ways. */
const secret = `${Redacted.value(canaryKey)}/.~+=`
const key = Redacted.make(secret)

const inspected = (value: unknown): string =>
  inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, showProxy: true, getters: true })

/** All the ways in which a value is known to end up in a log, a report or a response. */
const printed = (value: unknown): Readonly<Record<string, string>> => ({
  "String()": String(value),
  "JSON.stringify": String(JSON.stringify(value)),
  inspect: inspect(value),
  "inspect, everything": inspected(value),
  stack: value instanceof Error ? String(value.stack) : "",
  "Cause.pretty": Cause.pretty(Cause.fail(value), { renderErrorCause: true }),
  "Cause as JSON": JSON.stringify(Cause.fail(value)),
  "Cause, inspected": inspected(Cause.fail(value)),
  "Exit, inspected": inspected(Exit.fail(value))
})

const Success = Schema.Union(DeletedLink, LinkPage)
const Failed = Schema.Union(DeleteLinkError, ListLinksError)

/** A call of any operation. */
type Call = Effect.Effect<typeof Success.Type, typeof Failed.Type, Userplane.Userplane>

const encoded = (exit: Exit.Exit<typeof Success.Type, typeof Failed.Type>): string =>
  JSON.stringify(
    Exit.match(exit, {
      onSuccess: Schema.encodeSync(Success),
      onFailure: (cause) => Array.from(Cause.failures(cause), (failure) => Schema.encodeSync(Failed)(failure))
    })
  )

const operations: ReadonlyArray<{ readonly operation: string; readonly call: Call }> = [
  { operation: "deleteLink", call: deleteLink(ref) },
  { operation: "listLinkPage", call: listLinkPage(ref) }
]

/** Where the key showed: nowhere, if all is well. The texts themselves stay out of the report. */
const places = (texts: Readonly<Record<string, string>>): ReadonlyArray<string> =>
  Object.entries(texts).flatMap(([place, text]) => (reveals(text, secret) ? [place] : []))

const policy = RetryPolicy.exponential({ maxAttempts: 2, baseDelay: 0, jitter: "none" })

/** Everything that a call leaves behind, as text. */
const tracesOf = (
  transport: Layer.Layer<Transport.Transport>,
  source: Layer.Layer<ApiKey.ApiKey> = ApiKey.layer(key),
  call: Call = deleteLink(ref)
) =>
  Effect.gen(function* () {
    const { layer: tracer, spans } = recordingTracer()
    const logs: Array<unknown> = []
    const logger = Logger.make(({ annotations, cause, message, spans }) =>
      logs.push({ message, cause: Cause.pretty(cause, { renderErrorCause: true }), annotations, spans }, cause)
    )
    const observers = Layer.mergeAll(tracer, Logger.add(logger), Logger.minimumLogLevel(LogLevel.All))
    const client = Userplane.layerTransport().pipe(Layer.provide([transport, source]), Layer.orDie)
    const exit = yield* call.pipe(
      RetryPolicy.within(policy),
      Effect.zipLeft(Effect.logTrace("the last word")),
      Effect.tapErrorCause((cause) => Effect.logTrace("the last word", cause)),
      Effect.provide([client, observers]),
      Effect.exit
    )
    const outcome = Exit.match(exit, { onSuccess: (value) => value, onFailure: Cause.squash })
    const texts = {
      ...printed(outcome),
      encoded: encoded(exit),
      "the whole exit": inspected(exit),
      spans: inspected(spans),
      logs: inspected(logs)
    }
    return { outcome, exit, spans, logs, texts }
  })

/** The transports in which a `fetch` can be put. */
const transportsOver = (fetch: typeof globalThis.fetch) => [
  {
    over: "FetchTransport",
    transport: Layer.provide(FetchTransport.layer, Layer.succeed(FetchTransport.Fetch, fetch))
  },
  {
    over: "an HttpClient",
    transport: Transport.layer.pipe(
      Layer.provide(FetchHttpClient.layer),
      Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
    )
  }
]

const json = { "content-type": "application/json" }

const envelope = { defined: true, code: "LINK_NOT_FOUND", status: 404, message: "Link not found" }

describe("a key that the server sends back", () => {
  const cases = echoes(secret, ref).flatMap(({ body = "", headers = json, name, status }) =>
    transportsOver(async () => new Response(body, { status, headers })).flatMap(({ over, transport }) =>
      operations.map((operation) => ({ ...operation, name, over, transport }))
    )
  )

  it.effect.each(cases)("in $name shows nowhere, over $over, to $operation", ({ call, transport }) =>
    Effect.gen(function* () {
      const { logs, outcome, spans, texts } = yield* tracesOf(transport, ApiKey.layer(key), call)
      expect(Schema.is(Schema.Union(Success, Failed))(outcome)).toBe(true)
      expect(spans.length).toBeGreaterThan(1)
      expect(logs).not.toEqual([])
      expect(places(texts)).toEqual([])
    })
  )

  it.effect("shows nowhere in a deletion that is confirmed after a lost response", () =>
    Effect.gen(function* () {
      const gone = { code: "LINK_GONE", message: `Gone for ${secret}` }
      const responses = [
        new Response(JSON.stringify({ message: secret }), { status: 500, headers: json }),
        new Response(JSON.stringify(gone), { status: 410, headers: { ...json, "x-request-id": secret } })
      ]
      const fetch: typeof globalThis.fetch = async () => responses.shift() ?? Response.error()
      for (const { transport } of transportsOver(fetch).slice(0, 1)) {
        const { outcome, texts } = yield* tracesOf(transport)
        expect(outcome).toMatchObject({ confirmation: "GoneAfterLostReply", requestId: "<redacted>" })
        expect(places(texts)).toEqual([])
      }
    })
  )
})

describe("a key that the server spells in another way", () => {
  const plain = Redacted.value(canaryKey)
  const bodies = (text: string): ReadonlyArray<readonly [status: number, body: string]> => [
    [404, JSON.stringify({ ...envelope, message: `Not with ${text}`, data: { [text]: [text] } })],
    [418, JSON.stringify({ error: `Not with ${text}` })],
    [502, `<pre>${text}</pre>`],
    [200, JSON.stringify({ message: `Deleted with ${text}`, data: ref })],
    [200, listing(ref, { linkId: text, linkTitle: text, meta: { [text]: [text] } })]
  ]

  const cases = Object.entries(spellings).flatMap(([spelling, spell]) =>
    operations.map((operation) => ({ ...operation, spelling, text: spell(plain) }))
  )

  it.effect.each(cases)("as $spelling shows nowhere to $operation", ({ call, text }) =>
    Effect.forEach(bodies(text), ([status, body]) =>
      Effect.gen(function* () {
        const { outcome, texts } = yield* tracesOf(
          always(response(status, body)).layer,
          ApiKey.layer(Redacted.make(plain)),
          call
        )
        expect(inspected(outcome)).toContain("<redacted>")
        const shown = Object.values(texts).join().toLowerCase()
        expect(shown.includes(text.slice(4, -4).toLowerCase())).toBe(false)
      })
    )
  )
})

/** What Node's own errors look like: the message, and more in the cause and in properties of their own. */
const withCause = (message: string, cause: unknown): Error =>
  Object.assign(new TypeError(message, { cause }), { cause })

describe("a key in the error of a fetch", () => {
  const errors: ReadonlyArray<readonly [name: string, error: unknown]> = [
    ["its message", new TypeError(`Bearer ${secret} is an invalid header value.`)],
    ["the message of its cause", withCause("fetch failed", new Error(`socket hang up after ${secret}`))],
    ["the code of its cause", withCause("fetch failed", { code: secret })],
    ["a property", Object.assign(new Error("failed"), { config: { headers: { authorization: `Bearer ${secret}` } } })],
    ["its cause", withCause("", { request: { headers: [`Bearer ${secret}`] } })],
    ["its escapes", new Error(spellings.JSON(secret))],
    ["the text that it is", `Bearer ${secret}`],
    ["the object that it is", { message: secret, headers: { authorization: secret } }]
  ]

  const throwing = (error: unknown): typeof globalThis.fetch => {
    return () => {
      throw error
    }
  }

  const cases = errors.flatMap(([name, error]) =>
    [
      { when: "that rejects", fetch: failing(error) },
      { when: "that throws", fetch: throwing(error) },
      { when: "whose body breaks", fetch: breaking(error) }
    ].flatMap(({ fetch, when }) =>
      transportsOver(fetch).map(({ over, transport }) => ({ name, when, over, transport }))
    )
  )

  it.effect.each(cases)("$when shows nowhere when it is in $name, over $over", ({ transport }) =>
    Effect.gen(function* () {
      const { outcome, texts } = yield* tracesOf(transport)
      expect(outcome).toMatchObject({ _tag: "TransportError", attempts: 2 })
      expect(places(texts)).toEqual([])
    })
  )
})

type Failure = (
  request: HttpClientRequest.HttpClientRequest
) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

describe("a key in an error of the platform, which holds the request", () => {
  const response = (request: HttpClientRequest.HttpClientRequest, status: number) =>
    HttpClientResponse.fromWeb(
      request,
      new Response(`Bearer ${secret}`, { status, headers: { "content-type": "text/html" } })
    )

  const failures: ReadonlyArray<readonly [name: string, failure: Failure]> = [
    ...(["Transport", "Encode", "InvalidUrl"] as const).map((reason): readonly [string, Failure] => [
      `RequestError of ${reason}`,
      (request) => Effect.fail(new HttpClientError.RequestError({ request, reason, cause: { request } }))
    ]),
    [
      "RequestError that describes itself with the key",
      (request) =>
        Effect.fail(
          new HttpClientError.RequestError({
            request,
            reason: "Transport",
            description: `could not send ${secret}`,
            cause: new Error(secret)
          })
        )
    ],
    ...(["StatusCode", "Decode", "EmptyBody"] as const).map((reason): readonly [string, Failure] => [
      `ResponseError of ${reason}`,
      (request) =>
        Effect.fail(
          new HttpClientError.ResponseError({
            request,
            response: response(request, 503),
            reason,
            description: `Bearer ${secret}`,
            cause: { request }
          })
        )
    ])
  ]

  const transportOver = (failure: Failure) =>
    Layer.provide(Transport.layer, Layer.succeed(HttpClient.HttpClient, HttpClient.make(failure)))

  it.effect.each(failures)("shows nowhere: %s", ([, failure]) =>
    Effect.gen(function* () {
      const { outcome, texts } = yield* tracesOf(transportOver(failure))
      expect(Schema.is(DeleteLinkError)(outcome)).toBe(true)
      expect(places(texts)).toEqual([])
    })
  )

  it.effect("would show if the error were handed on", () =>
    Effect.gen(function* () {
      let error: unknown
      const failure: Failure = (request) => {
        const failed = new HttpClientError.RequestError({ request, reason: "Transport" })
        error = failed
        return Effect.fail(failed)
      }
      yield* tracesOf(transportOver(failure))
      expect(places(printed(error))).toContain("JSON.stringify")
      expect(places(printed(error))).toContain("inspect, everything")
    })
  )
})

describe("a key that was never sent", () => {
  const transport = Layer.succeed(Transport.Transport, { send: () => Effect.dieMessage("Nothing may be sent") })

  const sources: ReadonlyArray<readonly [name: string, source: Layer.Layer<ApiKey.ApiKey>]> = [
    ["it ends in a newline", ApiKey.layer(Redacted.make(`${secret}\n`))],
    ["it holds a header", ApiKey.layer(Redacted.make(`${secret}\r\nx-evil: ${secret}`))],
    ["it holds a character outside of ASCII", ApiKey.layer(Redacted.make(`${secret}é`))],
    ["its source failed with it", ApiKey.layerEffect(Effect.fail({ _tag: "VaultError", secret }))],
    ["its source failed with a message that names it", ApiKey.layerEffect(Effect.fail({ message: secret }))]
  ]

  it.effect.each(sources)("shows nowhere when %s", ([, source]) =>
    Effect.gen(function* () {
      const { outcome, texts } = yield* tracesOf(transport, source)
      expect(outcome).toMatchObject({ _tag: "TransportError", reason: "ApiKeyUnavailable" })
      expect(places(texts)).toEqual([])
    })
  )
})

describe("the metrics", () => {
  it.effect("of calls whose key was sent back hold no key", () =>
    Effect.gen(function* () {
      for (const status of [200, 401, 404, 500]) {
        const body = JSON.stringify({ code: secret, message: secret, data: { ...ref, linkId: secret } })
        const fetch: typeof globalThis.fetch = async () => new Response(body, { status, headers: json })
        for (const { transport } of transportsOver(fetch)) {
          yield* Effect.forEach(operations, ({ call }) => tracesOf(transport, ApiKey.layer(key), call))
        }
      }
      const metrics = inspected(yield* Metric.snapshot)
      expect(metrics).toContain("http.client.request.duration")
      expect(places({ metrics })).toEqual([])
    })
  )
})

describe("the client itself", () => {
  it.effect("can be printed without its key", () =>
    Effect.gen(function* () {
      const transport = Layer.succeed(Transport.Transport, { send: () => Effect.never })
      const layer = Userplane.layerTransport().pipe(Layer.provide([transport, ApiKey.layer(key)]))
      const client = yield* Effect.provide(Userplane.Userplane, layer)
      expect(places({ ...printed(client), ...printed(client.apiKey) })).toEqual([])
    })
  )
})

describe("the search for the key", () => {
  it("finds it in a property that does not show by default", () => {
    const hidden = Object.defineProperty(new Error("failed"), "request", { value: { secret }, enumerable: false })
    expect(places(printed(hidden))).toContain("inspect, everything")
  })
})
