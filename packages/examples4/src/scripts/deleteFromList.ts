/**
 * Deletes the links of a list, four at a time, and groups them by how it went.
 *
 * Usage: USERPLANE_API_KEY=… tsx src/scripts/deleteFromList.ts <workspaceId> <linkId>…
 */

import { deleteLink } from "@effect-userplane/core4/Links"
import * as Userplane from "@effect-userplane/core4/Userplane"
import * as Array from "effect/Array"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"
import * as Record from "effect/Record"

const [workspaceId = "", ...linkIds] = process.argv.slice(2)

const outcomeOf = (linkId: string) =>
  pipe(
    linkId,
    deleteLink({ workspaceId }),
    Effect.match({
      onSuccess: () => ({ linkId, outcome: "Deleted" }),
      onFailure: (error) => ({ linkId, outcome: error._tag })
    })
  )

await pipe(
  Effect.forEach(linkIds, outcomeOf, { concurrency: 4 }),
  Effect.map(Array.groupBy(({ outcome }) => outcome)),
  Effect.map(Record.map(Array.map(({ linkId }) => linkId))),
  Effect.flatMap((groups) => Console.log(JSON.stringify(groups))),
  Effect.provide(Userplane.layerFetch),
  Effect.runPromise
)
