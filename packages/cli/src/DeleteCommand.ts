/**
 * `userplane-links delete`.
 *
 * @since 0.1.0
 */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Span from "@effect/cli/HelpDoc/Span"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as LinkIds from "./LinkIds.js"
import { ndjsonFields } from "./NdjsonFields.js"
import * as OutputFormat from "./OutputFormat.js"

const description = HelpDoc.blocks([
  HelpDoc.p("Deletes links of a workspace, one after another. A link that is given twice is deleted once."),
  HelpDoc.p("  userplane-links delete lnk_1 lnk_2 --workspace ws_abc123"),
  HelpDoc.p(
    "The key is read from USERPLANE_API_KEY, and the base URL from USERPLANE_BASE_URL (default: https://api.userplane.io/api/v1)."
  ),
  HelpDoc.p("With --output ndjson, each line is an object with these fields; a field without a value is left out."),
  HelpDoc.descriptionList([
    [Span.text("linkId"), HelpDoc.p(ndjsonFields.linkId)],
    ...Object.entries(ndjsonFields)
      .slice(1)
      .map(([field, meaning]): [Span.Span, HelpDoc.HelpDoc] => [Span.text(field), HelpDoc.p(meaning)])
  ])
])

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
).pipe(Command.withDescription(description))
