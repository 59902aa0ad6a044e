import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpApiClient from "@effect/platform/HttpApiClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { UserplaneApi } from "@effect-userplane/core/UserplaneApi"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type { Client } from "../../client.js"
import { apiKey } from "../../key.js"
import { type Answer, workspaceId } from "../../wire.js"
import { effectWorker } from "./worker.js"

export const client: Client = {
  name: "Effect 3 HttpApiClient over fetch",
  validates: true,
  open: async (baseUrl) => {
    const runtime = ManagedRuntime.make(FetchHttpClient.layer)
    const api = await runtime.runPromise(
      HttpApiClient.make(UserplaneApi, {
        baseUrl,
        transformClient: HttpClient.mapRequest(HttpClientRequest.bearerToken(apiKey))
      })
    )
    return effectWorker(runtime, (linkId) =>
      Effect.matchEffect(api.links.delete({ path: { workspaceId, linkId } }), {
        onSuccess: () => Effect.succeed<Answer>("Deleted"),
        onFailure: (error) =>
          "code" in error && error.code === "LINK_GONE" ? Effect.succeed<Answer>("LinkGone") : Effect.die(error)
      })
    )
  }
}
