import { fetchTransports, type PlainRequest, type Sent } from "@effect-userplane/testing/FetchTransports"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as ApiKey from "../src/ApiKey.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Transport from "../src/Transport.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"

const sent = (
  { send }: typeof Transport.Transport.Service,
  request: PlainRequest
): Effect.Effect<Sent, Transport.TransportFailure> =>
  send(request, 1000).pipe(
    Effect.map(({ status }) => ({ status })),
    Effect.catchTag("TransportFailure", ({ mayHaveBeenSent, message }) =>
      Effect.succeed({ failure: { message, mayHaveBeenSent } })
    )
  )

fetchTransports({
  send: (fetch, request) => {
    const fiber = Effect.runFork(sent(FetchTransport.fromFetch(fetch), request))
    return {
      ended: () => Effect.runPromise(Fiber.join(fiber)),
      interrupt: () => Effect.runPromise(Fiber.interrupt(fiber))
    }
  },
  sendByLayer: (request, fetch) => {
    const layer =
      fetch === undefined
        ? FetchTransport.layer
        : Layer.provide(FetchTransport.layer, Layer.succeed(FetchTransport.Fetch, fetch))
    const call = Effect.flatMap(Transport.Transport, (transport) => sent(transport, request))
    return Effect.runPromise(Effect.provide(call, layer))
  },
  deleteLink: (fetch, options) => {
    const transport = Layer.succeed(Transport.Transport, FetchTransport.fromFetch(fetch, options))
    const client = Layer.provide(Userplane.layerTransport(), [transport, ApiKey.layer(apiKey)])
    const call = RetryPolicy.within(deleteLink(ref), RetryPolicy.none)
    return Effect.runPromise(
      Effect.match(Effect.provide(call, client), { onFailure: (error) => error, onSuccess: (link) => link })
    )
  }
})
