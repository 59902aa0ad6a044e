import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as MetricState from "effect/MetricState"
import * as TestClock from "effect/TestClock"
import * as ApiKey from "../src/ApiKey.js"
import * as ClientMetrics from "../src/ClientMetrics.js"
import { deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, otherKey, ref } from "./fixtures.js"
import { type RecordedSpan, recordingTracer } from "./recordingTracer.js"
import {
  type Answer,
  after,
  always,
  connectionReset,
  deleted,
  documented,
  html,
  script,
  silence,
  undocumented
} from "./scriptedTransport.js"
import { type Call, clientLayer, deleteUnder, keysInTurn, outcomeOf } from "./testClient.js"

const steady = RetryPolicy.exponential({ jitter: "none", attemptTimeout: "3 seconds" })
const template = "/public/workspace/{workspaceId}/links/{linkId}"

const ids = { "userplane.workspace.id": "ws_abc123", "userplane.link.id": "lnk_abc123" }

const server = { "server.address": "api.userplane.io", "server.port": 443 }

const request = { "http.request.method": "DELETE", "url.template": template, ...server, ...ids }

const attributes = (span: RecordedSpan | undefined) => Object.fromEntries(span?.attributes ?? [])

/** The spans of a call that meets these answers. */
const spansOf = (answers: ReadonlyArray<Answer>, call: Call = deleteUnder(steady)) =>
  Effect.gen(function* () {
    const { layer, spans } = recordingTracer()
    yield* Effect.provide(outcomeOf(call, script(...answers)), layer)
    return spans
  })

const limited = documented("RateLimited")

describe("the spans", () => {
  it.effect("are one for the call, and below it one for each attempt", () =>
    Effect.gen(function* () {
      const spans = yield* spansOf([limited, connectionReset, deleted()])
      expect(spans.map(({ kind, name, parentId }) => ({ name, kind, parentId }))).toEqual([
        { name: "Links.deleteLink", kind: "internal", parentId: undefined },
        { name: `DELETE ${template}`, kind: "client", parentId: "span 0" },
        { name: `DELETE ${template}`, kind: "client", parentId: "span 0" },
        { name: `DELETE ${template}`, kind: "client", parentId: "span 0" }
      ])
      expect(spans.map(({ ended }) => ended)).toEqual(["success", "failure", "failure", "success"])
    })
  )

  it.effect("stand below the span of the caller", () =>
    Effect.gen(function* () {
      const spans = yield* spansOf([deleted()], Effect.withSpan(deleteLink(ref), "caller"))
      expect(spans.map(({ name, parentId }) => [name, parentId])).toEqual([
        ["caller", undefined],
        ["Links.deleteLink", "span 0"],
        [`DELETE ${template}`, "span 1"]
      ])
    })
  )

  it.effect("of attempts last as long as the attempts, and the one of the call as long as the call", () =>
    Effect.gen(function* () {
      const spans = yield* spansOf([after("500 millis", limited), silence, after("20 millis", deleted())])
      expect(spans.map(({ times }) => times)).toEqual([
        [0, 6520],
        [0, 500],
        [1500, 4500],
        [6500, 6520]
      ])
    })
  )

  it.effect("are none below the call whose ids are rejected", () =>
    Effect.gen(function* () {
      const spans = yield* spansOf([], deleteLink({ workspaceId: "..", linkId: "l" }))
      expect(spans.map(attributes)).toEqual([
        { "userplane.workspace.id": "..", "userplane.link.id": "l", "error.type": "InvalidLinkRef" }
      ])
    })
  )

  it.effect("are one for the attempt in which the key could not be had", () =>
    Effect.gen(function* () {
      const { layer, spans } = recordingTracer()
      const keys = keysInTurn(Effect.fail(new ApiKey.ApiKeyUnavailable({ message: "sealed" })))
      yield* Effect.provide(outcomeOf(deleteUnder(RetryPolicy.none), script(), keys.layer), layer)
      expect(spans.map(({ ended }) => ended)).toEqual(["failure", "failure"])
      expect(attributes(spans[1])).toEqual({
        ...request,
        "http.request.resend_count": 0,
        "error.type": "TransportError"
      })
    })
  )

  it.effect("are one more for the attempt with another key", () =>
    Effect.gen(function* () {
      const { layer, spans } = recordingTracer()
      const keys = keysInTurn(Effect.succeed(apiKey), Effect.succeed(otherKey))
      const answers = script(documented("ApiKeyExpired"), deleted())
      yield* Effect.provide(outcomeOf(deleteUnder(steady), answers, keys.layer), layer)
      expect(spans.map(({ parentId }) => parentId)).toEqual([undefined, "span 0", "span 0"])
      expect(spans.map((span) => attributes(span)["http.request.resend_count"])).toEqual([undefined, 0, 1])
    })
  )

  it.effect("end with the call when it is interrupted", () =>
    Effect.gen(function* () {
      const { layer, spans } = recordingTracer()
      const client = clientLayer(script(silence))
      const fiber = yield* Effect.fork(Effect.provide(deleteLink(ref), Layer.merge(client, layer)))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      expect(spans.map(({ ended, times }) => [ended, ...times])).toEqual([
        ["interruption", 0, 1000],
        ["interruption", 0, 1000]
      ])
    })
  )

  it.effect("are ours alone: the HttpClient of the platform adds none", () =>
    Effect.gen(function* () {
      const { layer, spans } = recordingTracer()
      const fetch: typeof globalThis.fetch = async () => Response.json({ message: "m", data: ref })
      const client = Userplane.layer({ apiKey }).pipe(
        Layer.provide(FetchHttpClient.layer),
        Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
      )
      yield* Effect.provide(deleteLink(ref), Layer.merge(client, layer))
      expect(spans.map(({ name }) => name)).toEqual(["Links.deleteLink", `DELETE ${template}`])
    })
  )
})

describe("the attributes of the call's span", () => {
  const gone = documented("LinkGone")

  it.effect.each([
    { name: "a deletion", answers: [deleted()], result: { "userplane.confirmation": "Reply" } },
    {
      name: "a deletion whose response was lost",
      answers: [connectionReset, gone],
      result: { "userplane.confirmation": "GoneAfterLostReply" }
    },
    { name: "a failure", answers: [gone], result: { "error.type": "LinkGone" } }
  ])("are the ids and how it ended: $name", ({ answers, result }) =>
    Effect.gen(function* () {
      const [call] = yield* spansOf(answers)
      expect(attributes(call)).toEqual({ ...ids, ...result })
    })
  )
})

describe("the attributes of an attempt's span", () => {
  it.effect("count the requests of the call before it", () =>
    Effect.gen(function* () {
      const [, ...attempts] = yield* spansOf([limited, connectionReset, html(502), silence, deleted()])
      expect(attempts.map(attributes)).toEqual([
        {
          ...request,
          "http.request.resend_count": 0,
          "error.type": "RateLimited",
          "http.response.status_code": 429
        },
        { ...request, "http.request.resend_count": 1, "error.type": "TransportError" },
        {
          ...request,
          "http.request.resend_count": 2,
          "error.type": "UnexpectedResponse",
          "http.response.status_code": 502
        },
        { ...request, "http.request.resend_count": 3, "error.type": "TransportError" },
        { ...request, "http.request.resend_count": 4, "http.response.status_code": 200 }
      ])
    })
  )

  it.effect("name the tag of an undocumented error too", () =>
    Effect.gen(function* () {
      const [, attempt] = yield* spansOf([undocumented(418)])
      expect(attributes(attempt)).toMatchObject({ "error.type": "UndocumentedError", "http.response.status_code": 418 })
    })
  )

  it.effect.each([
    { baseUrl: "https://api.userplane.com/api/v1", address: "api.userplane.com", port: 443 },
    { baseUrl: "https://proxy.example:8443", address: "proxy.example", port: 8443 },
    { baseUrl: "http://localhost", address: "localhost", port: 80 },
    { baseUrl: "http://127.0.0.1:4010", address: "127.0.0.1", port: 4010 },
    { baseUrl: "http://[::1]:4010", address: "::1", port: 4010 }
  ])("name the server $baseUrl as $address, port $port", ({ address, baseUrl, port }) =>
    Effect.gen(function* () {
      const { layer, spans } = recordingTracer()
      const client = Userplane.layerTransport({ baseUrl }).pipe(
        Layer.provide([script(deleted()).layer, ApiKey.layer(apiKey)])
      )
      yield* Effect.provide(deleteLink(ref), Layer.merge(client, layer))
      expect(attributes(spans[1])).toMatchObject({ "server.address": address, "server.port": port })
    })
  )
})

interface Reading {
  readonly tags: Readonly<Record<string, string>>
  readonly state: MetricState.MetricState.Untyped
}

const readings = (name: string): Effect.Effect<ReadonlyArray<Reading>> =>
  Effect.map(Metric.snapshot, (pairs) =>
    pairs
      .filter(({ metricKey }) => metricKey.name === name)
      .map(({ metricKey, metricState }) => ({
        tags: Object.fromEntries(metricKey.tags.map(({ key, value }) => [key, value])),
        state: metricState
      }))
  )

/** What a counter counts by the value of its tag, whatever its other tags. */
const counts = (name: string, tag: string) =>
  Effect.map(readings(name), (found) => {
    const sums = new Map<string | undefined, number>()
    for (const { state, tags } of found) {
      const count = MetricState.isCounterState(state) ? Number(state.count) : Number.NaN
      sums.set(tags[tag], (sums.get(tags[tag]) ?? 0) + count)
    }
    return sums
  })

/** How far a counter moves while an effect runs, by the value of its tag. */
const movesOf = <A, E, R>(name: string, tag: string, effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const before = yield* counts(name, tag)
    yield* effect
    const now = yield* counts(name, tag)
    const moves = [...now].map(([value, count]) => [value, count - (before.get(value) ?? 0)] as const)
    return Object.fromEntries(moves.filter(([, move]) => move !== 0))
  })

describe("http.client.request.duration", () => {
  /** Metrics are shared by the whole process: a host of its own tells the readings of one test from all others. */
  const durationsAt = (host: string, answers: ReadonlyArray<Answer>) =>
    Effect.gen(function* () {
      const client = Userplane.layerTransport({ baseUrl: `https://${host}` }).pipe(
        Layer.provide([script(...answers).layer, ApiKey.layer(apiKey)])
      )
      const fiber = yield* deleteUnder(steady).pipe(Effect.provide(client), Effect.either, Effect.fork)
      yield* TestClock.adjust("2 minutes")
      yield* Fiber.join(fiber)
      const found = yield* readings("http.client.request.duration")
      return found
        .filter(({ tags }) => tags["server.address"] === host)
        .map(({ state, tags }) =>
          MetricState.isHistogramState(state)
            ? { tags, count: state.count, min: state.min, max: state.max, sum: state.sum }
            : { tags }
        )
    })

  const shared = { "http.request.method": "DELETE", "url.template": template }

  it.effect("measures each attempt in seconds, by its result", () =>
    Effect.gen(function* () {
      const host = "durations.example"
      const answers = [
        after("40 millis", limited),
        after("2 seconds", limited),
        silence,
        after("125 millis", deleted())
      ]
      const found = yield* durationsAt(host, answers)
      expect(found).toHaveLength(3)
      expect(found).toContainEqual({
        tags: { ...shared, "server.address": host, "error.type": "RateLimited", "http.response.status_code": "429" },
        count: 2,
        min: 0.04,
        max: 2,
        sum: 2.04
      })
      expect(found).toContainEqual({
        tags: { ...shared, "server.address": host, "error.type": "TransportError" },
        count: 1,
        min: 3,
        max: 3,
        sum: 3
      })
      expect(found).toContainEqual({
        tags: { ...shared, "server.address": host, "http.response.status_code": "200" },
        count: 1,
        min: 0.125,
        max: 0.125,
        sum: 0.125
      })
    })
  )

  it.effect("carries the labels of the caller", () =>
    Effect.gen(function* () {
      const of = (team: string) => Effect.tagMetrics(durationsAt("labels.example", [deleted()]), { team })
      yield* of("recordings")
      yield* of("support")
      const found = yield* of("recordings")
      expect(Object.fromEntries(found.map(({ count, tags }) => [tags["team"], count]))).toEqual({
        recordings: 2,
        support: 1
      })
    })
  )

  it.effect("has the boundaries of the OpenTelemetry conventions", () =>
    Effect.gen(function* () {
      yield* durationsAt("boundaries.example", [deleted()])
      const { buckets } = yield* Metric.value(ClientMetrics.requestDuration)
      const boundaries = [...buckets].map(([boundary]) => boundary)
      expect(boundaries.slice(0, 14)).toEqual([
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
      ])
    })
  )
})

describe("userplane.client.retries", () => {
  const moves = <A, E, R>(effect: Effect.Effect<A, E, R>) => movesOf("userplane.client.retries", "error.type", effect)

  it.effect("counts the attempts that followed a failed one, by the tag of that failure", () =>
    Effect.gen(function* () {
      const answers = script(limited, limited, connectionReset, deleted())
      expect(yield* moves(outcomeOf(deleteUnder(steady), answers))).toEqual({ RateLimited: 2, TransportError: 1 })
    })
  )

  it.effect("counts the repeat with another key", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(Effect.succeed(apiKey), Effect.succeed(otherKey))
      const answers = script(documented("ApiKeyDisabled"), deleted())
      expect(yield* moves(outcomeOf(deleteUnder(steady), answers, keys.layer))).toEqual({ ApiKeyDisabled: 1 })
    })
  )

  it.effect("does not count the attempt that was never made", () =>
    Effect.gen(function* () {
      const policy = RetryPolicy.exponential({ jitter: "none", maxAttempts: 2 })
      expect(yield* moves(outcomeOf(deleteUnder(policy), always(limited)))).toEqual({ RateLimited: 1 })
      expect(yield* moves(outcomeOf(deleteUnder(steady), script(documented("LinkNotFound"))))).toEqual({})
    })
  )
})

describe("userplane.client.outcomes", () => {
  const moves = (call: Call, ...answers: ReadonlyArray<Answer>) =>
    movesOf("userplane.client.outcomes", "outcome", outcomeOf(call, script(...answers)))

  it.effect.each([
    { outcome: "Reply", answers: [deleted()] },
    { outcome: "GoneAfterLostReply", answers: [connectionReset, documented("LinkGone")] },
    { outcome: "LinkGone", answers: [documented("LinkGone")] },
    { outcome: "LinkDeleteForbidden", answers: [limited, documented("LinkDeleteForbidden")] },
    { outcome: "UndocumentedError", answers: [undocumented(400)] },
    { outcome: "UnexpectedResponse", answers: [html(200)] }
  ])("counts a call once, as $outcome", ({ answers, outcome }) =>
    Effect.gen(function* () {
      expect(yield* moves(deleteUnder(steady), ...answers)).toEqual({ [outcome]: 1 })
    })
  )

  it.effect("counts a call that sent nothing", () =>
    Effect.gen(function* () {
      expect(yield* moves(deleteLink({ ...ref, workspaceId: "" }))).toEqual({ InvalidLinkRef: 1 })
    })
  )
})
