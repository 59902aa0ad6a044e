// A program of somebody who installed the packed core4 with Effect 4, and nothing else.

import { deleteLink } from "@effect-userplane/core4"
import * as DeleteLinkError from "@effect-userplane/core4/DeleteLinkError"
// @ts-expect-error What is internal cannot be imported.
import type {} from "@effect-userplane/core4/internal/present"
import * as Userplane from "@effect-userplane/core4/Userplane"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"

const program = Effect.gen(function* () {
  const ref = yield* Config.all({ workspaceId: Config.String("WORKSPACE_ID"), linkId: Config.String("LINK_ID") })
  const deleted = yield* deleteLink(ref)
  const again = yield* pipe(ref.linkId, deleteLink({ workspaceId: ref.workspaceId }), Effect.flip)
  yield* Console.log(deleted, again._tag)
  if (deleted.linkId !== ref.linkId || !(again instanceof DeleteLinkError.LinkGone)) {
    return yield* Effect.die("The link should have been deleted once, and be gone since.")
  }
})

await Effect.runPromise(Effect.provide(program, Userplane.layerFetch))
