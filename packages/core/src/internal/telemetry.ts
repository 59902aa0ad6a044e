import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as MetricLabel from "effect/MetricLabel"
import * as ClientMetrics from "../ClientMetrics.js"
import type { DeleteLinkError } from "../DeleteLinkError.js"
import type { DeletedLink, LinkRef } from "./link.js"
import { urlTemplate } from "./request.js"

const method = "DELETE"

// In a URL an IPv6 address stands in brackets, which are no part of the address.
const address = (baseUrl: URL): string => baseUrl.hostname.replace(/^\[(.*)\]$/, "$1")

const port = (baseUrl: URL): number => Number(baseUrl.port || (baseUrl.protocol === "https:" ? 443 : 80))

const idAttributes = (ref: LinkRef) => ({
  "userplane.workspace.id": ref.workspaceId,
  "userplane.link.id": ref.linkId
})

const statusOf = (error: DeleteLinkError): number | undefined => ("status" in error ? error.status : undefined)

const labels = (attributes: Readonly<Record<string, string | number>>) =>
  Object.entries(attributes).map(([key, value]) => MetricLabel.make(key, String(value)))

/** Counts a retry after a failure. */
export const retried = (error: DeleteLinkError): Effect.Effect<void> =>
  Metric.increment(Metric.tagged(ClientMetrics.retries, "error.type", error._tag))

const ended = (outcome: string): Effect.Effect<void> =>
  Metric.increment(Metric.tagged(ClientMetrics.outcomes, "outcome", outcome))

/** One span around the whole call, and its outcome in the counter. */
export const observeCall = <R>(self: Effect.Effect<DeletedLink, DeleteLinkError, R>, ref: LinkRef) =>
  self.pipe(
    Effect.tapBoth({
      onFailure: (error) => Effect.zipRight(Effect.annotateCurrentSpan("error.type", error._tag), ended(error._tag)),
      onSuccess: (link) =>
        Effect.zipRight(
          Effect.annotateCurrentSpan("userplane.confirmation", link.confirmation),
          ended(link.confirmation)
        )
    }),
    Effect.withSpan("Links.deleteLink", { attributes: idAttributes(ref), captureStackTrace: false })
  )

const failureAttributes = (error: DeleteLinkError) => {
  const status = statusOf(error)
  return { "error.type": error._tag, ...(status === undefined ? {} : { "http.response.status_code": status }) }
}

/** One client span around an attempt, and its duration in the histogram, after the OpenTelemetry HTTP conventions. */
export const observeAttempt = <R>(
  self: Effect.Effect<DeletedLink, DeleteLinkError, R>,
  options: { readonly ref: LinkRef; readonly baseUrl: URL; readonly resendCount: number }
) => {
  const request = {
    "http.request.method": method,
    "url.template": urlTemplate,
    "server.address": address(options.baseUrl)
  }
  const record = (started: number, result: Readonly<Record<string, string | number>>) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.zipRight(
        Effect.annotateCurrentSpan(result),
        Metric.update(
          Metric.taggedWithLabels(ClientMetrics.requestDuration, labels({ ...request, ...result })),
          (now - started) / 1000
        )
      )
    )
  return Effect.flatMap(Clock.currentTimeMillis, (started) =>
    Effect.tapBoth(self, {
      onFailure: (error) => record(started, failureAttributes(error)),
      onSuccess: () => record(started, { "http.response.status_code": 200 })
    })
  ).pipe(
    Effect.withSpan(`${method} ${urlTemplate}`, {
      kind: "client",
      captureStackTrace: false,
      attributes: {
        ...request,
        "server.port": port(options.baseUrl),
        "http.request.resend_count": options.resendCount,
        ...idAttributes(options.ref)
      }
    })
  )
}
