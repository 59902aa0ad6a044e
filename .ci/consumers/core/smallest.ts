// The program of README. With the Effect of the other line, its type-check says what to install.

import { deleteLink } from "@effect-userplane/core/Links"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Effect from "effect/Effect"

export const run = () =>
  Effect.runPromise(
    deleteLink({ workspaceId: "ws_abc123", linkId: "lnk_abc123" }).pipe(Effect.provide(Userplane.layerFetch))
  )
