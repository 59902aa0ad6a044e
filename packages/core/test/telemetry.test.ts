/** What all clients record alike is tested in `behaviour.test.ts`. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as ClientMetrics from "../src/ClientMetrics.js"
import { deleteLink } from "../src/Links.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"
import { recordingTracer } from "./recordingTracer.js"
import { deleted, script } from "./scriptedTransport.js"
import { outcomeOf } from "./testClient.js"

it.effect("the spans of a call are ours alone: the HttpClient of the platform adds none", () =>
  Effect.gen(function* () {
    const { layer, spans } = recordingTracer()
    const fetch: typeof globalThis.fetch = async () => Response.json({ message: "m", data: ref })
    const client = Userplane.layer({ apiKey }).pipe(
      Layer.provide(FetchHttpClient.layer),
      Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
    )
    yield* Effect.provide(deleteLink(ref), Layer.merge(client, layer))
    expect(spans.map(({ name }) => name)).toEqual([
      "Links.deleteLink",
      "DELETE /public/workspace/{workspaceId}/links/{linkId}"
    ])
  })
)

it.effect("http.client.request.duration has the boundaries of the OpenTelemetry conventions", () =>
  Effect.gen(function* () {
    yield* outcomeOf(deleteLink(ref), script(deleted()))
    const { buckets } = yield* Metric.value(ClientMetrics.requestDuration)
    const boundaries = [...buckets].map(([boundary]) => boundary)
    expect(boundaries.slice(0, 14)).toEqual([0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10])
  })
)
