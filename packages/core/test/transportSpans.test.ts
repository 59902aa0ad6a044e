import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as ApiKey from "../src/ApiKey.js"
import { deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Transport from "../src/Transport.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"

const offline = new Transport.TransportFailure({ message: "offline", mayHaveBeenSent: false })

/** A transport that fails, after it has noted the name of the span that its own would be below. */
const noting = () => {
  const above: Array<string | undefined> = []
  const noteSpan = Effect.map(Effect.option(Effect.currentSpan), (span) =>
    above.push(Option.getOrUndefined(Option.map(span, ({ name }) => name)))
  )
  return { above, transport: Transport.make(() => Effect.zipRight(noteSpan, offline)) }
}

describe("the spans that a transport makes", () => {
  it.effect("are below the attempt", () =>
    Effect.gen(function* () {
      const { above, transport } = noting()
      const client = Userplane.layerTransport().pipe(
        Layer.provide([Layer.succeed(Transport.Transport, transport), ApiKey.layer(apiKey)])
      )
      yield* Effect.flip(deleteLink(ref)).pipe(Effect.provide([client, RetryPolicy.layerNone]))
      expect(above).toEqual(["DELETE /public/workspace/{workspaceId}/links/{linkId}"])
    })
  )

  it.effect("are below whatever is around it where it is used by itself", () =>
    Effect.gen(function* () {
      const { above, transport } = noting()
      const request = { method: "GET", url: "https://api.example.com", headers: {}, maxBodyBytes: 1 } as const
      yield* Effect.flip(transport.send(request, 1000)).pipe(Effect.withSpan("outside"))
      expect(above).toEqual(["outside"])
    })
  )
})
