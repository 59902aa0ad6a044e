/**
 * The span and the duration of each request for a page, after the OpenTelemetry HTTP conventions.
 *
 * @since 0.1.0
 */
import * as ClientMetrics from "@effect-userplane/core/ClientMetrics"
import { Userplane } from "@effect-userplane/core/Userplane"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as MetricLabel from "effect/MetricLabel"
import * as Option from "effect/Option"
import type { ListLinksError } from "./ListLinksError.js"
import type { Asked } from "./ListResponse.js"

const method = "GET"
const urlTemplate = "/public/workspace/{workspaceId}/links"

/** What its end says of a request. Only a response that is no error gives a page. */
const endOf = (exit: Exit.Exit<unknown, ListLinksError>): Readonly<Record<string, string | number>> => {
  if (Exit.isSuccess(exit)) return { "http.response.status_code": 200 }
  return Option.match(Cause.failureOption(exit.cause), {
    onNone: () => ({}),
    onSome: ({ reason, status }) => ({
      ...(status === undefined ? {} : { "http.response.status_code": status }),
      "error.type": reason
    })
  })
}

/**
 * Makes a request a span of kind client and a value of `http.client.request.duration`.
 *
 * @since 0.1.0
 * @category combinators
 */
export const observed =
  ({ page, workspaceId }: Asked) =>
  <A, R>(request: Effect.Effect<A, ListLinksError, R>): Effect.Effect<A, ListLinksError, R | Userplane> =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Userplane
      const common = {
        "http.request.method": method,
        "url.template": urlTemplate,
        "server.address": baseUrl.hostname.replace(/^\[(.*)\]$/, "$1")
      }
      return yield* Effect.timed(Effect.exit(request)).pipe(
        Effect.flatMap(([duration, exit]) => {
          const end = endOf(exit)
          const labels = Object.entries({ ...common, ...end }).map(([key, value]) => MetricLabel.make(key, `${value}`))
          const measured = Metric.taggedWithLabels(ClientMetrics.requestDuration, labels)
          return Metric.update(measured, Duration.toSeconds(duration)).pipe(
            Effect.zipRight(Effect.annotateCurrentSpan(end)),
            Effect.zipRight(exit)
          )
        }),
        Effect.withSpan(`${method} ${urlTemplate}`, {
          kind: "client",
          captureStackTrace: false,
          attributes: {
            ...common,
            "server.port": Number(baseUrl.port || (baseUrl.protocol === "https:" ? 443 : 80)),
            "userplane.workspace.id": workspaceId,
            "userplane.page": page
          }
        })
      )
    })
