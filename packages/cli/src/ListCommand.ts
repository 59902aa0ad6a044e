/**
 * `userplane-links list`.
 *
 * @since 0.1.0
 */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as OutputFormat from "./OutputFormat.js"

/**
 * @since 0.1.0
 * @category commands
 */
export const command = Command.make(
  "list",
  {
    workspaceId: Options.text("workspace").pipe(
      Options.withAlias("w"),
      Options.withDescription("The workspace whose links to list.")
    ),
    output: OutputFormat.optionByStream("A table, or a line of JSON for each link."),
    sandbox: Options.boolean("sandbox").pipe(
      Options.withDescription("List links of a local Userplane in this process instead.")
    )
  },
  (options) => Effect.promise(() => import("./ListHandler.js")).pipe(Effect.flatMap(({ handle }) => handle(options)))
).pipe(
  Command.withDescription(
    "Lists the links of a workspace that are not deleted. Its lines of JSON can be piped into `userplane-links delete -`."
  )
)
