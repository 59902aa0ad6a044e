/** The same program with Effect 3 and a plain request by `HttpClient` and `Schema`: the baseline of an Effect 3 program. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { headers } from "../../throughput/key.js"
import { workspaceId } from "../../throughput/wire.js"

const Deletion = Schema.Struct({
  message: Schema.String,
  data: Schema.Struct({ workspaceId: Schema.NonEmptyString, linkId: Schema.NonEmptyString })
})

const program = Effect.gen(function* () {
  const client = yield* HttpClient.HttpClient
  const response = yield* client.execute(
    HttpClientRequest.del(`${process.argv[2]}/public/workspace/${workspaceId}/links/lnk_1`, { headers })
  )
  return yield* HttpClientResponse.schemaBodyJson(Deletion)(response)
})

if (process.argv[2] !== undefined) await Effect.runPromise(Effect.provide(program, FetchHttpClient.layer))
