/** Every transport that the client can be used with over a socket. What holds for one must hold for all. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as FetchTransport from "@effect-userplane/core/FetchTransport"
import * as Transport from "@effect-userplane/core/Transport"
import * as UndiciTransport from "@effect-userplane/core/UndiciTransport"
import * as Layer from "effect/Layer"

export interface NamedTransport {
  readonly name: string
  readonly layer: Layer.Layer<Transport.Transport>
  /** Whether it asks the server to keep the connection open after the response. */
  readonly keepsConnections: boolean
}

export const transports: ReadonlyArray<NamedTransport> = [
  { name: "fetch", layer: FetchTransport.layer, keepsConnections: true },
  { name: "undici", layer: UndiciTransport.layer(), keepsConnections: true },
  {
    name: "an HttpClient over fetch",
    layer: Layer.provide(Transport.layer, FetchHttpClient.layer),
    keepsConnections: true
  },
  {
    name: "an HttpClient over node:http",
    layer: Layer.provide(Transport.layer, NodeHttpClient.layer),
    keepsConnections: false
  },
  {
    name: "an HttpClient over undici",
    layer: Layer.provide(Transport.layer, NodeHttpClient.layerUndici),
    keepsConnections: true
  }
]
