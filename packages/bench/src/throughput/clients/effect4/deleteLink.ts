import * as ApiKey from "@effect-userplane/core4/ApiKey"
import { deleteLink } from "@effect-userplane/core4/Links"
import type * as Transport from "@effect-userplane/core4/Transport"
import * as Userplane from "@effect-userplane/core4/Userplane"
import * as Effect from "effect4/Effect"
import * as Layer from "effect4/Layer"
import * as ManagedRuntime from "effect4/ManagedRuntime"
import * as Redacted from "effect4/Redacted"
import type { Client } from "../../client.js"
import { apiKey } from "../../key.js"
import { type Answer, workspaceId } from "../../wire.js"
import { effectWorker } from "./worker.js"

/** `deleteLink` with every feature on: typed errors, spans, metrics, a key per attempt, timeouts, retries, a bounded body. */
export const deleteLinkOver = (name: string, transport: Layer.Layer<Transport.Transport>): Client => ({
  name: `core4 over ${name}`,
  validates: true,
  open: async (baseUrl) => {
    const layer = Userplane.layerTransport({ baseUrl }).pipe(
      Layer.provide(transport),
      Layer.provide(ApiKey.layer(Redacted.make(apiKey)))
    )
    return effectWorker(ManagedRuntime.make(layer), (linkId) =>
      Effect.matchEffect(deleteLink({ workspaceId, linkId }), {
        onSuccess: () => Effect.succeed<Answer>("Deleted"),
        onFailure: (error) => (error._tag === "LinkGone" ? Effect.succeed<Answer>("LinkGone") : Effect.die(error))
      })
    )
  }
})
