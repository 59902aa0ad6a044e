/**
 * Deletes a link unless that is forbidden, and is more patient with the server than the default policy.
 *
 * Usage: USERPLANE_API_KEY=… tsx src/scripts/deleteUnlessForbidden.ts <workspaceId> <linkId>
 */

import { deleteLink } from "@effect-userplane/core4/Links"
import * as RetryPolicy from "@effect-userplane/core4/RetryPolicy"
import * as Userplane from "@effect-userplane/core4/Userplane"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"

const [workspaceId = "", linkId = ""] = process.argv.slice(2)

const patient = RetryPolicy.exponential({ maxAttempts: 8, baseDelay: "100 millis", totalTimeout: "10 minutes" })

await pipe(
  linkId,
  deleteLink({ workspaceId }),
  RetryPolicy.within(patient),
  Effect.as("deleted"),
  Effect.catchTag("LinkDeleteForbidden", () => Effect.succeed("kept: only its creator or an admin may delete it")),
  Effect.flatMap((result) => Console.log(`${linkId}: ${result}`)),
  Effect.provide(Userplane.layerFetch),
  Effect.runPromise
)
