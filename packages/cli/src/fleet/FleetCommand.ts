/**
 * `userplane-links fleet`. What each of its subcommands does is loaded only to do so.
 *
 * @since 0.1.0
 */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as OutputFormat from "../command/OutputFormat.js"
import { WrongUsage } from "../delete/input/LinkIds.js"
import { key } from "./KeyCommand.js"
import { listed } from "./ListedCommand.js"
import * as Names from "./Names.js"
import { set } from "./SetCommand.js"
import { submit } from "./SubmitCommand.js"
import { worker } from "./WorkerCommand.js"
import * as WorkerUrl from "./WorkerUrl.js"

const output = OutputFormat.option("Text for people, or lines of JSON.")

const changing = Effect.promise(() => import("./ChangeHandler.js"))

const status = Command.make(
  "status",
  {
    run: Args.optional(Names.run),
    watch: Options.boolean("watch").pipe(Options.withDescription("Show the progress of the run until it ends.")),
    worker: WorkerUrl.option,
    output
  },
  ({ run, ...options }) =>
    Effect.gen(function* () {
      const id = Option.getOrUndefined(yield* Effect.transposeMapOption(run, (name) => Names.checked("<run>", name)))
      const { all, one, watched } = yield* Effect.promise(() => import("./StatusHandler.js"))
      if (id === undefined) {
        return yield* options.watch
          ? new WrongUsage({
              message: "Missing argument <run>: --watch shows one run. The page of the worker shows all."
            })
          : all(options)
      }
      return yield* options.watch ? watched(id, options) : one(id, options)
    })
).pipe(Command.withDescription("Shows the runs of a worker, or one of them."))

const outcomes = Command.make(
  "outcomes",
  {
    run: Names.run,
    follow: Options.boolean("follow").pipe(
      Options.withAlias("f"),
      Options.withDescription("Wait for the outcomes that are not known yet, until the run ends.")
    ),
    worker: WorkerUrl.option,
    output: OutputFormat.option("A table at the end, or a line of JSON for each link as soon as it is known.")
  },
  ({ run, ...options }) =>
    Effect.gen(function* () {
      const id = yield* Names.checked("<run>", run)
      const { handle } = yield* Effect.promise(() => import("./OutcomesHandler.js"))
      return yield* handle(id, options)
    })
).pipe(Command.withDescription("Prints what became of the links of a run, as delete does."))

const changed = <Name extends "pause" | "resume">(name: Name, description: string) =>
  Command.make(name, { run: Names.run, worker: WorkerUrl.option, output }, ({ run, ...options }) =>
    Effect.gen(function* () {
      const id = yield* Names.checked("<run>", run)
      const { changed } = yield* changing
      return yield* changed(name, id, options)
    })
  ).pipe(Command.withDescription(description))

const pause = changed("pause", "Pauses a run: requests that are in flight are finished, and nothing more is sent.")

const resume = changed("resume", "Resumes a run that is paused.")

const cancel = Command.make(
  "cancel",
  {
    run: Names.run,
    yes: Options.boolean("yes").pipe(Options.withAlias("y"), Options.withDescription("Cancel without asking.")),
    worker: WorkerUrl.option,
    output
  },
  ({ run, ...options }) =>
    Effect.gen(function* () {
      const id = yield* Names.checked("<run>", run)
      const { cancelled } = yield* changing
      return yield* cancelled(id, options)
    })
).pipe(Command.withDescription("Cancels a run for good. Links without an outcome stay as they are."))

/**
 * @since 0.1.0
 * @category commands
 */
export const command = listed.pipe(
  Command.withSubcommands([worker, submit, status, outcomes, pause, resume, cancel, set, key])
)
