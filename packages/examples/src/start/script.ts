import { deleteLink } from "@effect-userplane/core/Links"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"
import { UserplaneLive } from "./sandbox.js"

const [workspaceId = "", ...linkIds] = process.argv.slice(2)

await pipe(
  linkIds,
  Effect.forEach(deleteLink({ workspaceId })),
  Effect.flatMap(Effect.forEach(({ confirmation, linkId }) => Console.log(`${linkId} is deleted: ${confirmation}`))),
  Effect.provide(UserplaneLive),
  Effect.runPromise
)
