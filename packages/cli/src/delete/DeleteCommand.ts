/**
 * `userplane-links delete`.
 *
 * @since 0.1.0
 */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as AtLeastOne from "../command/AtLeastOne.js"
import * as OutputFormat from "../command/OutputFormat.js"
import { Percentage } from "../command/Percentage.js"
import { TimeOfDay } from "../command/TimeOfDay.js"
import { TimeSpan } from "../command/TimeSpan.js"
import * as GiveUpAfter from "./GiveUpAfter.js"
import * as LinkOptions from "./input/LinkOptions.js"
import * as LinkSelection from "./input/LinkSelection.js"
import * as JournalOption from "./JournalOption.js"

/**
 * @since 0.1.0
 * @category commands
 */
export const command = Command.make(
  "delete",
  {
    ...LinkOptions.all,
    journal: Options.text("journal").pipe(
      Options.optional,
      Options.withDescription("Keep a journal in this new file, so that the deletion can be resumed.")
    ),
    resume: Options.text("resume").pipe(
      Options.optional,
      Options.withDescription("Resume the deletion of this journal: links whose outcome is final are skipped.")
    ),
    concurrency: AtLeastOne.option("concurrency", 8, "How many links to work on at a time."),
    perMinute: AtLeastOne.option("per-minute", 120, "The most requests to send in any minute."),
    perDay: AtLeastOne.option("per-day", 10_000, "The most requests to send in any day."),
    quotaShare: Options.text("quota-share").pipe(
      Options.withSchema(Percentage),
      Options.withDefault(100),
      Options.withDescription("The part of both limits to use: 50%. Default: 100%.")
    ),
    until: Options.text("until").pipe(
      Options.withSchema(TimeOfDay),
      Options.optional,
      Options.withDescription("Stop at this local time: 06:00, which is the next one, or 2026-01-31T06:00.")
    ),
    maxDuration: Options.text("max-duration").pipe(
      Options.withSchema(TimeSpan),
      Options.optional,
      Options.withDescription("Stop after this time: 30m, 2h, 1d.")
    ),
    maxAttempts: AtLeastOne.option("max-attempts", 5, "The most requests to send for one link."),
    timeout: Options.text("timeout").pipe(
      Options.withSchema(TimeSpan),
      Options.withDefault(Duration.seconds(30)),
      Options.withDescription("How long to wait for a response: 30s, 500ms, 2m.")
    ),
    giveUpAfter: GiveUpAfter.option,
    dryRun: Options.boolean("dry-run").pipe(
      Options.withDescription("Check and count the links, say how long their deletion will take, and send nothing.")
    ),
    yes: Options.boolean("yes").pipe(
      Options.withAlias("y"),
      Options.withDescription("Delete more than 100 links without asking.")
    ),
    output: OutputFormat.option("A table at the end, or a line of JSON for each link as soon as its outcome is final."),
    logFile: Options.text("log-file").pipe(
      Options.optional,
      Options.withDescription(
        "Append to this file, with the time, what a deletion meets: failures, pauses, its summary."
      )
    ),
    sandbox: Options.boolean("sandbox").pipe(
      Options.withDescription(
        "Delete links of a local Userplane in this process instead. It has the links of `userplane-links tour`."
      )
    )
  },
  ({ acceptUnusualIds, from, journal, linkIds, resume, workspaceId, ...options }) =>
    Effect.gen(function* () {
      const selection = yield* LinkSelection.read({ linkIds, from, workspaceId, acceptUnusualIds })
      const journalOption = yield* JournalOption.read({ journal, resume })
      // What deletes links is loaded only to do so: the help would wait for it otherwise.
      const { handle } = yield* Effect.promise(() => import("./DeleteHandler.js"))
      return yield* handle({ ...options, selection, journal: journalOption })
    })
).pipe(
  Command.withDescription("Deletes links as fast as the quota allows. A link that is given twice is deleted once.")
)
