/** Every transport that the client can be used with. */
import type { RealTransport } from "@effect-userplane/testing/RealTransports"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as ApiKey from "../src/ApiKey.js"
import { DeleteLinkError } from "../src/DeleteLinkError.js"
import * as FetchTransport from "../src/FetchTransport.js"
import * as HttpClientTransport from "../src/HttpClientTransport.js"
import { DeletedLink, deleteLink, type LinkRef } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import type * as Transport from "../src/Transport.js"
import * as UndiciTransport from "../src/UndiciTransport.js"
import * as Userplane from "../src/Userplane.js"
import { apiKey } from "./fixtures.js"

const Ended = Schema.Union([DeletedLink, DeleteLinkError])

/** One call of one request to a server, and its end in its JSON encoding. */
const callAt = (baseUrl: string, link: LinkRef, attemptTimeout?: number) =>
  deleteLink(link).pipe(
    RetryPolicy.within(RetryPolicy.exponential({ maxAttempts: 1, attemptTimeout })),
    Effect.result,
    Effect.map((result) => Schema.encodeSync(Ended)(Result.merge(result))),
    Effect.provide(Layer.provide(Userplane.layerTransport({ baseUrl }), ApiKey.layer(apiKey))),
    Effect.withSpan("caller")
  )

/** A transport, and its layer. */
export interface NamedTransport extends RealTransport {
  readonly layer: Layer.Layer<Transport.Transport>
}

const named = ({ layer, ...transport }: Pick<NamedTransport, "name" | "layer" | "decompresses">): NamedTransport => ({
  ...transport,
  layer,
  keepsConnections: true,
  authorization: `Bearer ${Redacted.value(apiKey)}`,
  open: () => {
    const runtime = ManagedRuntime.make(layer)
    return {
      deleteLink: (...call) => {
        const fiber = runtime.runFork(callAt(...call))
        return {
          ended: () => Effect.runPromise(Fiber.join(fiber)),
          interrupt: () => Effect.runPromise(Fiber.interrupt(fiber))
        }
      },
      close: runtime.dispose
    }
  }
})

export const transports: ReadonlyArray<NamedTransport> = [
  { name: "fetch", layer: FetchTransport.layer, decompresses: true },
  { name: "undici", layer: UndiciTransport.layer(), decompresses: false },
  {
    name: "an HttpClient over fetch",
    layer: Layer.provide(HttpClientTransport.layer, FetchHttpClient.layer),
    decompresses: true
  }
].map(named)
