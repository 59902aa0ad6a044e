/**
 * The export of traces and metrics over OTLP, as JSON. It is loaded when there is an endpoint, and not before.
 *
 * @since 0.1.0
 */
import * as OtlpMetrics from "@effect/opentelemetry/OtlpMetrics"
import { OtlpSerialization } from "@effect/opentelemetry/OtlpSerialization"
import * as OtlpTracer from "@effect/opentelemetry/OtlpTracer"
import * as HttpBody from "@effect/platform/HttpBody"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as ExecutionStrategy from "effect/ExecutionStrategy"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Scope from "effect/Scope"
import { type Output, reportLine } from "../terminal/Output.js"
import { withoutApiKeys } from "../terminal/SecretText.js"
import * as OtlpClient from "./OtlpClient.js"
import { config, type OtlpSettings } from "./OtlpSettings.js"

/** The time the end of the command may wait for the last export. */
const longestEnd = "3 seconds"

/**
 * @since 0.1.0
 * @category config
 */
export const settings = config

const durationName = "http.client.request.duration"

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

// The tracer marks every span that failed as interrupted, which it was not.
const isMistaken = (attribute: unknown): boolean =>
  isObject(attribute) && (attribute["key"] === "span.label" || attribute["key"] === "status.interrupted")

// The key is nowhere, whatever holds it. The exporter knows of no units, and would say that the duration has none.
const exportedOf = (name: string, value: unknown): unknown => {
  if (typeof value === "string") return withoutApiKeys(value)
  if (name === "attributes" && Array.isArray(value)) return value.filter((attribute) => !isMistaken(attribute))
  return isObject(value) && value["name"] === durationName ? { ...value, unit: "s" } : value
}

const body = (data: unknown): HttpBody.HttpBody => HttpBody.text(JSON.stringify(data, exportedOf), "application/json")

const layerJson = Layer.succeed(OtlpSerialization, { traces: body, metrics: body, logs: body })

/** The tracer whose spans are exported, and the metrics beside it, until the scope is closed. */
const exporters = ({ endpoint, headers, resourceAttributes, serviceName }: OtlpSettings, losses: OtlpClient.Losses) => {
  const resource = { serviceName, attributes: resourceAttributes }
  const to = (path: string) => ({
    url: `${endpoint.origin}${endpoint.pathname.replace(/\/$/, "")}${path}`,
    headers,
    resource
  })
  return OtlpMetrics.make(to("/v1/metrics")).pipe(
    Effect.zipRight(OtlpTracer.make(to("/v1/traces"))),
    Effect.provide([OtlpClient.layer(losses), layerJson]),
    // They would read the variables that are set by now, and without decoding them.
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map())),
    // They would log failures, with the values of headers.
    Logger.withMinimumLogLevel(LogLevel.None)
  )
}

/** Exports what is left, for so long. In a fiber of its own, which an interrupt of the command leaves alone. */
const closed = (scope: Scope.CloseableScope): Effect.Effect<void> =>
  Scope.close(scope, Exit.void).pipe(
    Effect.disconnect,
    Effect.timeoutOption(longestEnd),
    Effect.interruptible,
    Effect.forkDaemon,
    Effect.flatMap(Fiber.join)
  )

/**
 * Runs an effect, and exports its spans and the metrics. What could not be exported is reported once, at the end.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withExport = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  settings: OtlpSettings
): Effect.Effect<A, E, R | Output> => {
  const losses = new OtlpClient.Losses()
  const end = Effect.suspend(() => {
    const reason = losses.reason()
    return reason === undefined
      ? Effect.void
      : reportLine(
          `Not all telemetry could be exported to ${settings.endpoint.origin}: ${reason}. The exit code does not depend on it.`
        )
  })
  return Effect.acquireUseRelease(
    // In parallel: traces do not wait until the metrics are exported.
    Scope.make(ExecutionStrategy.parallel),
    (scope) =>
      Effect.flatMap(Scope.extend(exporters(settings, losses), scope), (tracer) => Effect.withTracer(effect, tracer)),
    (scope) => Effect.zipRight(closed(scope), end)
  )
}
