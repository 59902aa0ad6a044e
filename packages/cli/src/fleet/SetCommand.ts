/**
 * `userplane-links fleet set`.
 *
 * @since 0.1.0
 */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as AtLeastOne from "../command/AtLeastOne.js"
import * as OutputFormat from "../command/OutputFormat.js"
import { Percentage } from "../command/Percentage.js"
import { WrongUsage } from "../delete/input/LinkIds.js"
import * as Names from "./Names.js"
import * as WorkerUrl from "./WorkerUrl.js"

/**
 * @since 0.1.0
 * @category commands
 */
export const set = Command.make(
  "set",
  {
    run: Names.run,
    concurrency: AtLeastOne.given("concurrency").pipe(
      Options.optional,
      Options.withDescription("How many links to work on at a time.")
    ),
    quotaShare: Options.text("quota-share").pipe(
      Options.withSchema(Percentage),
      Options.optional,
      Options.withDescription("The part of the quota that the run may use, the rest being for others: 50%.")
    ),
    worker: WorkerUrl.option,
    output: OutputFormat.option("Text for people, or one line of JSON.")
  },
  ({ concurrency, quotaShare, run, ...options }) =>
    Effect.gen(function* () {
      const id = yield* Names.checked("<run>", run)
      if (Option.isNone(concurrency) && Option.isNone(quotaShare)) {
        return yield* new WrongUsage({ message: "Expected --concurrency, --quota-share or both" })
      }
      const { updated } = yield* Effect.promise(() => import("./ChangeHandler.js"))
      return yield* updated(
        id,
        {
          concurrency: Option.getOrUndefined(concurrency),
          share: Option.getOrUndefined(Option.map(quotaShare, (percent) => percent / 100))
        },
        options
      )
    })
).pipe(Command.withDescription("Changes a run that is not over."))
