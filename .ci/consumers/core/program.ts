// A program of somebody who installed the packed core with its peers, and nothing else.

import * as OpenApi from "@effect/platform/OpenApi"
import { deleteLink } from "@effect-userplane/core"
import * as DeleteLinkError from "@effect-userplane/core/DeleteLinkError"
// @ts-expect-error What is internal cannot be imported.
import type {} from "@effect-userplane/core/internal/present"
import * as Userplane from "@effect-userplane/core/Userplane"
import { UserplaneApi } from "@effect-userplane/core/UserplaneApi"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"

const program = Effect.gen(function* () {
  const ref = yield* Config.all({ workspaceId: Config.string("WORKSPACE_ID"), linkId: Config.string("LINK_ID") })
  const deleted = yield* deleteLink(ref)
  const again = yield* pipe(ref.linkId, deleteLink({ workspaceId: ref.workspaceId }), Effect.flip)
  yield* Console.log(OpenApi.fromApi(UserplaneApi).info.title, deleted, again._tag)
  if (deleted.linkId !== ref.linkId || !(again instanceof DeleteLinkError.LinkGone)) {
    return yield* Effect.dieMessage("The link should have been deleted once, and be gone since.")
  }
})

await Effect.runPromise(Effect.provide(program, Userplane.layerFetch))
