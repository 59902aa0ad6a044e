/**
 * `userplane-links fleet submit`.
 *
 * @since 0.1.0
 */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as AtLeastOne from "../command/AtLeastOne.js"
import * as OutputFormat from "../command/OutputFormat.js"
import * as LinkOptions from "../delete/input/LinkOptions.js"
import * as LinkSelection from "../delete/input/LinkSelection.js"
import * as Names from "./Names.js"
import * as WorkerUrl from "./WorkerUrl.js"

/**
 * @since 0.1.0
 * @category commands
 */
export const submit = Command.make(
  "submit",
  {
    ...LinkOptions.all,
    run: Options.text("run").pipe(
      Options.withDescription("A name for the run. Submitted again, it takes in what is missing.")
    ),
    user: Names.user,
    concurrency: AtLeastOne.option("concurrency", 8, "How many links to work on at a time."),
    journal: Options.text("journal").pipe(
      Options.optional,
      Options.withDescription(
        "The journal of a deletion by delete, which has ended, and whose final links are to be passed over."
      )
    ),
    yes: Options.boolean("yes").pipe(
      Options.withAlias("y"),
      Options.withDescription("Submit more than 100 links without asking.")
    ),
    worker: WorkerUrl.option,
    output: OutputFormat.option("Text for people, or one line of JSON.")
  },
  ({ acceptUnusualIds, from, linkIds, run, user, workspaceId, ...options }) =>
    Effect.gen(function* () {
      const id = yield* Names.checked("--run", run)
      const owner = yield* Names.checked("--user", user)
      const selection = yield* LinkSelection.read({ linkIds, from, workspaceId, acceptUnusualIds })
      const { handle } = yield* Effect.promise(() => import("./SubmitHandler.js"))
      return yield* handle({ ...options, id, user: owner, selection })
    })
).pipe(
  Command.withDescription("Hands links to a worker, which deletes them. They are read and checked as delete does.")
)
