/** What a call leaves behind, as the tests that all clients share see it. */
import type { MetricRecord, RequestRecord, SpanRecord } from "@effect-userplane/testing/Client"
import * as Context from "effect/Context"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import { keyNameOf } from "./keySource.js"
import type { SentRequest } from "./scriptedTransport.js"

const withoutKey = ({ authorization, ...headers }: Readonly<Record<string, string>>) =>
  authorization === undefined ? headers : { ...headers, authorization: keyNameOf(authorization) }

export const requestRecords = (requests: ReadonlyArray<SentRequest>): ReadonlyArray<RequestRecord> =>
  requests.map(({ below, headers, method, url }) => ({ method, url, headers: withoutKey(headers), below }))

export const endOf = ({ status }: Tracer.NativeSpan): SpanRecord["ended"] => {
  if (status._tag === "Started") return undefined
  if (Exit.isSuccess(status.exit)) return "success"
  return Exit.hasInterrupts(status.exit) ? "interruption" : "failure"
}

const timesOf = ({ status }: Tracer.NativeSpan) =>
  status._tag === "Started" ? [status.startTime] : [status.startTime, status.endTime]

export const spanRecords = (spans: ReadonlyArray<Tracer.NativeSpan>, start: number): ReadonlyArray<SpanRecord> =>
  spans.map((span) => {
    const parent = Option.getOrUndefined(span.parent)
    return {
      name: span.name,
      kind: span.kind,
      parent: parent instanceof Tracer.NativeSpan ? spans.indexOf(parent) : undefined,
      attributes: Object.fromEntries(span.attributes),
      ended: endOf(span),
      times: timesOf(span).map((nanos) => Number(nanos / 1_000_000n) - start)
    }
  })

export const metricsIn = (registry: Metric.MetricRegistry): ReadonlyArray<MetricRecord> =>
  Metric.snapshotUnsafe(Context.make(Metric.MetricRegistry, registry)).flatMap((metric) => {
    const shared = { name: metric.id, attributes: metric.attributes ?? {} }
    if (metric.type === "Counter") return [{ ...shared, count: Number(metric.state.count) }]
    if (metric.type !== "Histogram") return []
    const { buckets, count, sum } = metric.state
    return [{ ...shared, count, sum, boundaries: buckets.map(([boundary]) => boundary) }]
  })
