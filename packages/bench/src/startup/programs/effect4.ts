/** The same program with Effect 4 and a plain request by `HttpClient` and `Schema`: the baseline of an Effect 4 program. */

import * as Effect from "effect4/Effect"
import * as FetchHttpClient from "effect4/http/FetchHttpClient"
import * as HttpClient from "effect4/http/HttpClient"
import * as HttpClientRequest from "effect4/http/HttpClientRequest"
import * as HttpClientResponse from "effect4/http/HttpClientResponse"
import * as Schema from "effect4/Schema"
import { headers } from "../../throughput/key.js"
import { workspaceId } from "../../throughput/wire.js"

const Deletion = Schema.Struct({
  message: Schema.String,
  data: Schema.Struct({ workspaceId: Schema.NonEmptyString, linkId: Schema.NonEmptyString })
})

const program = Effect.gen(function* () {
  const client = yield* HttpClient.HttpClient
  const response = yield* client.execute(
    HttpClientRequest.delete(`${process.argv[2]}/public/workspace/${workspaceId}/links/lnk_1`, { headers })
  )
  return yield* HttpClientResponse.schemaBodyJson(Deletion)(response)
})

if (process.argv[2] !== undefined) await Effect.runPromise(Effect.provide(program, FetchHttpClient.layer))
