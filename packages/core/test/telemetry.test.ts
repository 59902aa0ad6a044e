/** What all clients record alike is tested in `behaviour.test.ts`. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { deleteLink } from "../src/Links.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"
import { recordingTracer } from "./recordingTracer.js"

it.effect("the spans of a call are ours alone: the HttpClient of the platform adds none", () =>
  Effect.gen(function* () {
    const { layer, spans } = recordingTracer()
    const fetch: typeof globalThis.fetch = async () => Response.json({ message: "m", data: ref })
    const client = Userplane.layer({ apiKey }).pipe(
      Layer.provide(FetchHttpClient.layer),
      Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
    )
    yield* Effect.provide(deleteLink(ref), Layer.merge(client, layer))
    expect(spans.map(({ name }) => name)).toEqual([
      "Links.deleteLink",
      "DELETE /public/workspace/{workspaceId}/links/{linkId}"
    ])
  })
)
