/**
 * `userplane-links delete`.
 *
 * @since 0.1.0
 */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as LinkIds from "./LinkIds.js"
import * as OutputFormat from "./OutputFormat.js"

/**
 * @since 0.1.0
 * @category commands
 */
export const command = Command.make(
  "delete",
  {
    linkIds: Args.text({ name: "linkId" }).pipe(Args.withDescription("The link to delete."), Args.atLeast(1)),
    workspaceId: Options.text("workspace").pipe(
      Options.withAlias("w"),
      Options.withDescription("The workspace that the links belong to.")
    ),
    output: OutputFormat.option("A table when all is done, or a line of JSON for each link as soon as it is settled."),
    sandbox: Options.boolean("sandbox").pipe(
      Options.withDescription(
        "Delete links of a local Userplane within this process instead. Its links are those of `userplane-links tour`."
      )
    )
  },
  ({ linkIds, ...options }) =>
    Effect.gen(function* () {
      const ids = yield* LinkIds.fromArguments(linkIds)
      // What deletes links is loaded only to do so: the help would wait for it otherwise.
      const { handle } = yield* Effect.promise(() => import("./DeleteHandler.js"))
      return yield* handle({ ...options, linkIds: ids })
    })
).pipe(
  Command.withDescription(
    "Deletes links of a workspace, one after another. A link that is given twice is deleted once."
  )
)
