import { deleteLink } from "@effect-userplane/core/Links"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { UserplaneLive } from "./sandbox.js"

const remove = (linkId: string) =>
  deleteLink({ workspaceId: "ws_demo_main", linkId }).pipe(
    Effect.map(({ attempts }) => `deleted, with ${attempts} request(s)`),
    Effect.catchTags({
      LinkGone: () => Effect.succeed("deleted before"),
      LinkDeleteForbidden: () => Effect.succeed("kept: it is somebody else's")
    }),
    Effect.flatMap((result) => Console.log(`${linkId}: ${result}`))
  )

const program = Effect.forEach(["lnk_demo_deletable", "lnk_demo_gone", "lnk_demo_forbidden"], remove)

await Effect.runPromise(Effect.provide(program, UserplaneLive))
