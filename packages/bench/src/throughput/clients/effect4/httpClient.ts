import * as Data from "effect4/Data"
import * as Effect from "effect4/Effect"
import * as HttpClient from "effect4/http/HttpClient"
import * as HttpClientRequest from "effect4/http/HttpClientRequest"
import * as HttpClientResponse from "effect4/http/HttpClientResponse"
import type * as Layer from "effect4/Layer"
import * as ManagedRuntime from "effect4/ManagedRuntime"
import * as Schema from "effect4/Schema"
import type { Client } from "../../client.js"
import { apiKey } from "../../key.js"
import { type Answer, workspaceId } from "../../wire.js"
import { effectWorker } from "./worker.js"

const Deletion = Schema.Struct({
  message: Schema.String,
  data: Schema.Struct({ workspaceId: Schema.NonEmptyString, linkId: Schema.NonEmptyString })
})

const Failure = Schema.Struct({
  defined: Schema.Boolean,
  code: Schema.String,
  status: Schema.Number,
  message: Schema.String
})

class ApiError extends Data.TaggedError("ApiError")<typeof Failure.Type> {}

/** Effect's `HttpClient` used plainly: one request, the envelope decoded by `Schema`, a typed error. */
export const httpClientOver = (name: string, layer: Layer.Layer<HttpClient.HttpClient>): Client => ({
  name,
  validates: true,
  open: async (baseUrl) => {
    const runtime = ManagedRuntime.make(layer)
    const client = await runtime.runPromise(HttpClient.HttpClient)
    const call = (linkId: string) =>
      HttpClientRequest.delete(`${baseUrl}/public/workspace/${workspaceId}/links/${encodeURIComponent(linkId)}`).pipe(
        HttpClientRequest.acceptJson,
        HttpClientRequest.bearerToken(apiKey),
        client.execute,
        Effect.flatMap((response) =>
          response.status === 200
            ? Effect.asVoid(HttpClientResponse.schemaBodyJson(Deletion)(response))
            : Effect.flatMap(HttpClientResponse.schemaBodyJson(Failure)(response), (failure) =>
                Effect.fail(new ApiError(failure))
              )
        ),
        Effect.matchEffect({
          onSuccess: () => Effect.succeed<Answer>("Deleted"),
          onFailure: (error) =>
            error._tag === "ApiError" && error.code === "LINK_GONE"
              ? Effect.succeed<Answer>("LinkGone")
              : Effect.die(error)
        })
      )
    return effectWorker(runtime, call)
  }
})
