/**
 * The arguments and options that name links.
 *
 * @since 0.1.0
 */
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"

/**
 * What `LinkSelection.read` reads.
 *
 * @since 0.1.0
 * @category options
 */
export const all = {
  linkIds: Args.text({ name: "linkId" }).pipe(
    Args.withDescription("A link to delete; - reads links from stdin."),
    Args.repeated
  ),
  from: Options.text("from").pipe(
    Options.optional,
    Options.withDescription("Delete the links in this file: one id per line, JSON, or CSV with a column linkId.")
  ),
  workspaceId: Options.text("workspace").pipe(
    Options.withAlias("w"),
    Options.optional,
    Options.withDescription("The workspace that the links belong to, where they do not name it themselves.")
  ),
  acceptUnusualIds: Options.boolean("accept-unusual-ids").pipe(
    Options.withDescription("Accept ids that look like a mistake: with blanks, commas, slashes and the like.")
  )
}
