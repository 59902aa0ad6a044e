import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Stream from "effect/Stream"
import * as ClientMetrics from "../src/ClientMetrics.js"
import { listLinkPages, listLinks } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { listed, listing, listingOf, pageOf, workspaceId } from "./listing.js"
import { type RecordedSpan, recordingTracer } from "./recordingTracer.js"
import { documented, type ScriptedTransport, script } from "./scriptedTransport.js"

const template = "/public/workspace/{workspaceId}/links"

const attributes = ({ attributes }: RecordedSpan) => Object.fromEntries(attributes)

const spansOf = (server: ScriptedTransport, stream = listLinks({ workspaceId })) =>
  Effect.gen(function* () {
    const { layer, spans } = recordingTracer()
    yield* Effect.provide(listingOf(stream, server), layer)
    return spans
  })

describe("the spans of a listing", () => {
  it.effect("are one for each page, and below it one for each attempt", () =>
    Effect.gen(function* () {
      const spans = yield* spansOf(listing(() => listed(21)))
      expect(spans.map(({ name, parentId }) => [name, parentId])).toEqual([
        ["Links.listLinks", undefined],
        [`GET ${template}`, "span 0"],
        ["Links.listLinks", undefined],
        [`GET ${template}`, "span 2"]
      ])
    })
  )

  it.effect("stand below the span of the stream, where it has one", () =>
    Effect.gen(function* () {
      const stream = Stream.withSpan(listLinks({ workspaceId }), "clean-up")
      const spans = yield* spansOf(
        listing(() => listed(1)),
        stream
      )
      expect(spans.map(({ name, parentId }) => [name, parentId])).toEqual([
        ["clean-up", undefined],
        ["Links.listLinks", "span 0"],
        [`GET ${template}`, "span 1"]
      ])
    })
  )

  it.effect("say which page was asked for, and how it ended", () =>
    Effect.gen(function* () {
      const server = script(documented("ServiceUnavailable"), pageOf({ links: listed(3) }))
      const [call, first, second] = (yield* spansOf(server)).map(attributes)
      const ids = { "userplane.workspace.id": workspaceId, "userplane.page": 1 }
      const request = {
        ...ids,
        "http.request.method": "GET",
        "url.template": template,
        "server.address": "api.userplane.io",
        "server.port": 443
      }
      expect(call).toEqual({ ...ids, "userplane.page.links": 3 })
      expect(first).toEqual({
        ...request,
        "http.request.resend_count": 0,
        "http.response.status_code": 503,
        "error.type": "ServiceUnavailable"
      })
      expect(second).toEqual({ ...request, "http.request.resend_count": 1, "http.response.status_code": 200 })
    })
  )

  it.effect("name the tag of a failure", () =>
    Effect.gen(function* () {
      const [call] = (yield* spansOf(script(documented("NotAMember")))).map(attributes)
      expect(call).toMatchObject({ "error.type": "NotAMember" })
    })
  )
})

describe("the metrics of a listing", () => {
  it.effect("count its pages and its failures by their outcome, and its retries", () =>
    Effect.gen(function* () {
      const counted = (outcome: string) =>
        Effect.map(Metric.value(Metric.tagged(ClientMetrics.outcomes, "outcome", outcome)), ({ count }) => count)
      const before = yield* Effect.all([counted("Listed"), counted("WorkspaceGone"), counted("Reply")])
      const server = script(pageOf({ links: listed(20), hasMore: true }), documented("WorkspaceGone"))
      const stream = Stream.provideSomeLayer(listLinkPages({ workspaceId }), RetryPolicy.layerNone)
      yield* listingOf(stream, server)
      const after = yield* Effect.all([counted("Listed"), counted("WorkspaceGone"), counted("Reply")])
      expect(after.map((count, index) => count - Number(before[index]))).toEqual([1, 1, 0])
    })
  )
})
