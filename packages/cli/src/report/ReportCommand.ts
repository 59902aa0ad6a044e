/**
 * `userplane-links report`.
 *
 * @since 0.1.0
 */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as OutputFormat from "../command/OutputFormat.js"

/**
 * @since 0.1.0
 * @category commands
 */
export const command = Command.make(
  "report",
  {
    journal: Args.text({ name: "journal" }).pipe(
      Args.withDescription("The journal of a deletion, running or finished.")
    ),
    html: Options.text("html").pipe(
      Options.optional,
      Options.withDescription("Also write a page with plots to this file. It opens without a network.")
    ),
    output: OutputFormat.option("Text for people, or one line of JSON.")
  },
  (options) => Effect.promise(() => import("./ReportHandler.js")).pipe(Effect.flatMap(({ handle }) => handle(options)))
).pipe(Command.withDescription("Reports what a deletion has done, from its journal."))
