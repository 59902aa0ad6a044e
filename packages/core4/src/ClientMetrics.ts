/**
 * The client's metrics. Read a metric with `Metric.value`, or export all of them with a metrics exporter.
 *
 * @since 0.1.0
 */
import * as Metric from "effect/Metric"

/**
 * The duration of each attempt in seconds, after the OpenTelemetry HTTP conventions. Attributes: `http.request.method`,
 * `url.template`, `server.address`, `http.response.status_code` when there was a response, and `error.type` (our tag) when
 * it failed.
 *
 * @since 0.1.0
 * @category metrics
 */
export const requestDuration = Metric.histogram("http.client.request.duration", {
  description: "Duration of HTTP client requests, in seconds",
  boundaries: Metric.boundariesFromIterable([0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10])
})

/**
 * The number of attempts that followed a failed one. Attribute: `error.type`, the tag of the failure before.
 *
 * @since 0.1.0
 * @category metrics
 */
export const retries = Metric.counter("userplane.client.retries", {
  description: "Attempts that followed a failed attempt",
  incremental: true
})

/**
 * The calls by their outcome. Attribute: `outcome`, which is the confirmation of a deletion (`Reply`, `GoneAfterLostReply`),
 * `Listed` for a page of links, or the tag of the failure.
 *
 * @since 0.1.0
 * @category metrics
 */
export const outcomes = Metric.counter("userplane.client.outcomes", {
  description: "Ended calls by their outcome",
  incremental: true
})

/**
 * The number of requests that had to wait for the quota.
 *
 * @since 0.1.0
 * @category metrics
 */
export const quotaWaits = /* @__PURE__ */ Metric.counter("userplane.client.quota.waits", {
  description: "Requests that waited for the quota",
  incremental: true
})

/**
 * The number of requests that wait for the quota now.
 *
 * @since 0.1.0
 * @category metrics
 */
export const quotaWaiting = /* @__PURE__ */ Metric.gauge("userplane.client.quota.waiting", {
  description: "Requests that wait for the quota now"
})
