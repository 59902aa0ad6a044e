/** The client for Effect 4, as the contract calls it. */
import * as ApiKey from "@effect-userplane/core4/ApiKey"
import * as FetchTransport from "@effect-userplane/core4/FetchTransport"
import { type DeletedLink, deleteLink } from "@effect-userplane/core4/Links"
import * as RetryPolicy from "@effect-userplane/core4/RetryPolicy"
import * as Userplane from "@effect-userplane/core4/Userplane"
import * as Effect from "effect4/Effect"
import * as Layer from "effect4/Layer"
import * as Redacted from "effect4/Redacted"
import type { Call } from "../src/index.js"

/** Deletes a link, and rejects with the client's failure. */
export const implementation = ({ apiKey, baseUrl, linkId, workspaceId }: Call): Promise<DeletedLink> =>
  deleteLink({ workspaceId, linkId }).pipe(
    RetryPolicy.within(RetryPolicy.none),
    Effect.provide(
      Layer.provide(Userplane.layerTransport({ baseUrl }), [
        FetchTransport.layer,
        ApiKey.layer(Redacted.make(apiKey()))
      ])
    ),
    Effect.runPromise
  )
