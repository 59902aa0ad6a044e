/**
 * Deletes one link.
 *
 * Usage: USERPLANE_API_KEY=… tsx src/scripts/deleteOne.ts <workspaceId> <linkId>
 */

import { deleteLink } from "@effect-userplane/core4/Links"
import * as Userplane from "@effect-userplane/core4/Userplane"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"

const [workspaceId = "", linkId = ""] = process.argv.slice(2)

await pipe(
  linkId,
  deleteLink({ workspaceId }),
  Effect.flatMap((link) => Console.log(`${link.linkId} is deleted (${link.confirmation})`)),
  Effect.provide(Userplane.layerFetch),
  Effect.runPromise
)
