/**
 * `userplane-links list`.
 *
 * @since 0.1.0
 */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as OutputFormat from "../command/OutputFormat.js"
import { Age } from "./Age.js"

// An empty value is an unset variable of a shell, rather than what somebody means.
const part = (name: string, description: string): Options.Options<Option.Option<string>> =>
  Options.text(name).pipe(
    Options.withSchema(Schema.NonEmptyString.annotations({ message: () => `Expected --${name} to have a value` })),
    Options.optional,
    Options.withDescription(description)
  )

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
    olderThan: Options.text("older-than").pipe(
      Options.withSchema(Age),
      Options.optional,
      Options.withDescription("Only links older than this: 12h, 90d, 8w, or created before a date in UTC: 2026-01-31.")
    ),
    creator: part("creator", "Only links of this member: an id, or a whole name."),
    project: part("project", "Only links of the project with this id."),
    type: part("type", "Only links of this type."),
    limit: Options.integer("limit").pipe(
      Options.withSchema(Schema.Int.pipe(Schema.greaterThanOrEqualTo(1))),
      Options.optional,
      Options.withDescription(
        "List so many links at most, the first ones that the API gives, and ask for no more pages."
      )
    ),
    output: OutputFormat.optionByStream("A table, or a line of JSON for each link."),
    sandbox: Options.boolean("sandbox").pipe(
      Options.withDescription("List links of a local Userplane in this process instead.")
    )
  },
  (options) => Effect.promise(() => import("./ListHandler.js")).pipe(Effect.flatMap(({ handle }) => handle(options)))
).pipe(
  Command.withDescription(
    "Lists the links of a workspace that are not deleted. To delete them, pipe the list into `userplane-links delete -`."
  )
)
