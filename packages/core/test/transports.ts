/** Every transport that the client can be used with. What holds for one must hold for all. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { RealTransport } from "@effect-userplane/testing/RealTransports"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as ApiKey from "../src/ApiKey.js"
import { DeleteLinkError } from "../src/DeleteLinkError.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { DeletedLink, deleteLink, type LinkRef } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Transport from "../src/Transport.js"
import * as UndiciTransport from "../src/UndiciTransport.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey } from "./fixtures.js"

/** One call of one request to a server of one's own, over the transport in the context. */
const callAt = (origin: string, link: LinkRef, attemptTimeout?: number) =>
  Effect.either(deleteLink(link)).pipe(
    RetryPolicy.within(RetryPolicy.exponential({ maxAttempts: 1, attemptTimeout })),
    Effect.provide(Layer.provide(Userplane.layerTransport({ baseUrl: origin }), ApiKey.layer(apiKey)))
  )

const Ended = Schema.Union(DeletedLink, DeleteLinkError)

/** A transport, and its layer. */
export interface NamedTransport extends RealTransport {
  readonly layer: Layer.Layer<Transport.Transport>
}

const named = ({
  layer,
  ...transport
}: Pick<NamedTransport, "name" | "layer" | "decompresses" | "keepsConnections">): NamedTransport => ({
  ...transport,
  layer,
  authorization: `Bearer ${Redacted.value(apiKey)}`,
  open: () => {
    const runtime = ManagedRuntime.make(layer)
    return {
      deleteLink: (...ask) => {
        const call = Effect.map(callAt(...ask), (result) => Schema.encodeSync(Ended)(Either.merge(result)))
        const fiber = runtime.runFork(Effect.withSpan(call, "caller"))
        return {
          ended: () => Effect.runPromise(Fiber.join(fiber)),
          interrupt: () => Effect.runPromise(Fiber.interrupt(fiber))
        }
      },
      close: runtime.dispose
    }
  }
})

/** The transports over an `HttpClient`, which are this package's own. */
export const httpClientTransports: ReadonlyArray<NamedTransport> = [
  {
    name: "an HttpClient over fetch",
    layer: Layer.provide(Transport.layer, FetchHttpClient.layer),
    decompresses: true,
    keepsConnections: true
  },
  {
    name: "an HttpClient over node:http",
    layer: Layer.provide(Transport.layer, NodeHttpClient.layer),
    decompresses: false,
    keepsConnections: false
  },
  {
    name: "an HttpClient over undici",
    layer: Layer.provide(Transport.layer, NodeHttpClient.layerUndici),
    decompresses: false,
    keepsConnections: true
  }
].map(named)

/** All transports: those of the protocol, whose behaviour is tested there, and those over an `HttpClient`. */
export const transports: ReadonlyArray<NamedTransport> = [
  ...[
    { name: "fetch", layer: FetchTransport.layer, decompresses: true, keepsConnections: true },
    { name: "undici", layer: UndiciTransport.layer(), decompresses: false, keepsConnections: true }
  ].map(named),
  ...httpClientTransports
]
