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

const countOf = ({ metricState }: MetricPair.MetricPair.Untyped): number =>
  MetricState.isCounterState(metricState) || MetricState.isHistogramState(metricState) ? Number(metricState.count) : 0

/** The metrics that have changed. They are shared by the whole process, in which more come with every test. */
export const changedMetrics = (
  before: ReadonlyArray<MetricPair.MetricPair.Untyped>,
  now: ReadonlyArray<MetricPair.MetricPair.Untyped>
): ReadonlyArray<MetricRecord> => {
  const known = new Map(before.map((pair) => [pair.metricKey, pair]))
  return now.flatMap((pair) => {
    const past = known.get(pair.metricKey)
    if (countOf(pair) === (past === undefined ? 0 : countOf(past))) return []
    const [old] = past === undefined ? [] : metricOf(past)
    return metricOf(pair).map((metric) => ({
      ...metric,
      count: metric.count - (old?.count ?? 0),
      ...(metric.sum === undefined ? {} : { sum: metric.sum - (old?.sum ?? 0) })
    }))
  })
}
