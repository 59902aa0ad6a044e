import * as Otlp from "@effect/opentelemetry/Otlp"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { deleteLink } from "@effect-userplane/core/Links"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { UserplaneLive } from "../start/sandbox.js"

/** Exports spans, metrics and logs to the collector that the environment names. */
const TelemetryLive = Config.string("OTEL_EXPORTER_OTLP_ENDPOINT").pipe(
  Config.withDefault("http://localhost:4318"),
  Effect.map((baseUrl) => Otlp.layerJson({ baseUrl, resource: { serviceName: "clean-up" } })),
  Layer.unwrapEffect,
  Layer.provide(FetchHttpClient.layer)
)

const linkIds = ["lnk_demo_deletable", "lnk_demo_gone", "lnk_demo_lost_reply"]

/** What is left is exported when the layer is closed, so that a program may end right after its last call. */
export const program = Effect.forEach(linkIds, (linkId) =>
  Effect.option(deleteLink({ workspaceId: "ws_demo_main", linkId }))
).pipe(Effect.withSpan("clean-up"), Effect.provide(UserplaneLive), Effect.provide(TelemetryLive))
