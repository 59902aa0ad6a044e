/** Every transport that the client can be used with. What holds for one must hold for all. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ApiKey from "../src/ApiKey.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { deleteLink, type LinkRef } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Transport from "../src/Transport.js"
import * as UndiciTransport from "../src/UndiciTransport.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey, ref } from "./fixtures.js"

export interface NamedTransport {
  readonly name: string
  readonly layer: Layer.Layer<Transport.Transport>
  /** Whether it asks for compressed bodies, and decompresses them. */
  readonly decompresses: boolean
  /** Whether it uses a connection for the next request too. */
  readonly keepsConnections: boolean
}

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
]

/** All transports: those of the protocol, whose behaviour is tested there, and those over an `HttpClient`. */
export const transports: ReadonlyArray<NamedTransport> = [
  { name: "fetch", layer: FetchTransport.layer, decompresses: true, keepsConnections: true },
  { name: "undici", layer: UndiciTransport.layer(), decompresses: false, keepsConnections: true },
  ...httpClientTransports
]

/** One call of one request to a server of one's own, over the transport in the context. */
export const callAt = (origin: string, link: LinkRef = ref) =>
  Effect.either(deleteLink(link)).pipe(
    RetryPolicy.within(RetryPolicy.none),
    Effect.provide(Layer.provide(Userplane.layerTransport({ baseUrl: origin }), ApiKey.layer(apiKey)))
  )
