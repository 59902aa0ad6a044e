/** What a call leaves behind, as the tests that all clients share see it. */
import type { MetricRecord, RequestRecord, SpanRecord } from "@effect-userplane/testing/Client"
import type * as MetricPair from "effect/MetricPair"
import * as MetricState from "effect/MetricState"
import { keyNameOf } from "./keySource.js"
import type { RecordedSpan } from "./recordingTracer.js"
import type { SentRequest } from "./scriptedTransport.js"

const withoutKey = ({ authorization, ...headers }: Readonly<Record<string, string>>) =>
  authorization === undefined ? headers : { ...headers, authorization: keyNameOf(authorization) }

export const requestRecords = (requests: ReadonlyArray<SentRequest>): ReadonlyArray<RequestRecord> =>
  requests.map(({ below, headers, method, url }) => ({ method, url, headers: withoutKey(headers), below }))

export const spanRecords = (spans: ReadonlyArray<RecordedSpan>, start: number): ReadonlyArray<SpanRecord> =>
  spans.map(({ attributes, ended, kind, name, parentId, times }) => ({
    name,
    kind,
    parent: parentId === undefined ? undefined : spans.findIndex(({ spanId }) => spanId === parentId),
    attributes: Object.fromEntries(attributes),
    ended,
    times: times.map((time) => time - start)
  }))

const metricOf = ({ metricKey, metricState }: MetricPair.MetricPair.Untyped): ReadonlyArray<MetricRecord> => {
  // Those of Effect's own fibers are no metrics of the client.
  if (metricKey.name.startsWith("effect_")) return []
  const attributes = Object.fromEntries(metricKey.tags.map(({ key, value }) => [key, value]))
  const shared = { name: metricKey.name, attributes }
  if (MetricState.isCounterState(metricState)) return [{ ...shared, count: Number(metricState.count) }]
  if (!MetricState.isHistogramState(metricState)) return []
  const boundaries = [...metricState.buckets].map(([boundary]) => boundary)
  return [{ ...shared, count: metricState.count, sum: metricState.sum, boundaries }]
}

/** The metrics that have changed. They are shared by the whole process. */
export const changedMetrics = (
  before: ReadonlyArray<MetricPair.MetricPair.Untyped>,
  now: ReadonlyArray<MetricPair.MetricPair.Untyped>
): ReadonlyArray<MetricRecord> => {
  const nameOf = ({ attributes, name }: MetricRecord) => JSON.stringify([name, Object.entries(attributes).sort()])
  const known = new Map(before.flatMap(metricOf).map((metric) => [nameOf(metric), metric]))
  return now.flatMap(metricOf).flatMap((metric) => {
    const past = known.get(nameOf(metric))
    const count = metric.count - (past?.count ?? 0)
    if (count === 0) return []
    return [metric.sum === undefined ? { ...metric, count } : { ...metric, count, sum: metric.sum - (past?.sum ?? 0) }]
  })
}
