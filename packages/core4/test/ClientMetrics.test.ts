import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { expect } from "vitest"
import * as ClientMetrics from "../src/ClientMetrics.js"
import { itEffect } from "./runTest.js"

itEffect("http.client.request.duration has the boundaries of the OpenTelemetry conventions", () =>
  Effect.gen(function* () {
    const { buckets } = yield* Metric.value(ClientMetrics.requestDuration)
    expect(buckets.map(([boundary]) => boundary)).toEqual([
      0.005,
      0.01,
      0.025,
      0.05,
      0.075,
      0.1,
      0.25,
      0.5,
      0.75,
      1,
      2.5,
      5,
      7.5,
      10,
      Number.POSITIVE_INFINITY
    ])
  })
)
