/**
 * The command `userplane-links`, whole.
 *
 * @since 0.1.0
 */
import type * as CliApp from "@effect/cli/CliApp"
import * as CliConfig from "@effect/cli/CliConfig"
import * as Command from "@effect/cli/Command"
import * as Span from "@effect/cli/HelpDoc/Span"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ExitCode from "./command/ExitCode.js"
import * as DeleteCommand from "./delete/DeleteCommand.js"
import * as LinkIds from "./delete/input/LinkIds.js"
import * as LinkSelection from "./delete/input/LinkSelection.js"
import { footer } from "./HelpFooter.js"
import * as ListCommand from "./list/ListCommand.js"
import * as ReportCommand from "./report/ReportCommand.js"
import * as SandboxCommand from "./sandbox/SandboxCommand.js"
import type { Input } from "./terminal/Input.js"
import { Output, reportFailures, reportLine } from "./terminal/Output.js"
import * as PlainLogger from "./terminal/PlainLogger.js"
import * as TourCommand from "./tour/TourCommand.js"

const text = (...values: ReadonlyArray<unknown>): string => `${values.join(" ").trimEnd()}\n`

// What lays out the help is loaded only to do so.
const laidOut = (text: string): Effect.Effect<string> =>
  text.includes("EXIT CODES")
    ? Effect.map(
        Effect.promise(() => import("./command/HelpText.js")),
        ({ layout }) => `${layout(text)}\n`
      )
    : Effect.succeed(text)

// The parser prints its help and its complaints to the console. It always colours them, and ends them with empty lines.
const layerConsole = Layer.unwrapEffect(
  Effect.gen(function* () {
    const { diagnostics, results } = yield* Output
    const console = yield* Effect.console
    return Console.setConsole({
      ...console,
      log: (...values) => Effect.flatMap(laidOut(text(...values)), results.write),
      error: (...values) => diagnostics.write(text(...values))
    })
  })
)

const wrongUsage = ({ message }: LinkIds.WrongUsage) => Effect.as(reportLine(message), 2 as const)

const bug = (defect: unknown) =>
  Effect.as(reportLine(`This is a bug of userplane-links:\n${Cause.pretty(Cause.die(defect))}`), 1 as const)

/** The exit code, when what could not be written is looked at as well. */
const withFailures = (exitCode: ExitCode.ExitCode) =>
  Effect.gen(function* () {
    const { failures, flush } = yield* Output
    yield* flush
    yield* reportFailures
    return failures.any() ? ExitCode.combine([exitCode, 4]) : exitCode
  })

/**
 * The command `userplane-links fleet`. What it needs is a program of its own, so that the others neither have nor load it.
 *
 * @since 0.1.0
 * @category models
 */
export type FleetCommand<A> = Command.Command<"fleet", Input | Output, ExitCode.Ended | LinkIds.WrongUsage, A>

/**
 * Runs the command. The version is that of the package.
 *
 * @param argv - `process.argv`, whole.
 * @param fleet - The command for a fleet, with its subcommands or as it is listed in the help.
 *
 * @since 0.1.0
 * @category running
 */
export const run = <A>(
  argv: ReadonlyArray<string>,
  version: string,
  fleet: FleetCommand<A>
): Effect.Effect<ExitCode.ExitCode, never, Input | Output | CliApp.CliApp.Environment> =>
  Command.make("userplane-links")
    .pipe(
      Command.withSubcommands([
        DeleteCommand.command,
        ListCommand.command,
        ReportCommand.command,
        fleet,
        SandboxCommand.command,
        TourCommand.command
      ]),
      Command.run({
        name: "userplane-links",
        version,
        summary: Span.text("list and delete Userplane recording links"),
        footer: footer(argv)
      })
    )(LinkSelection.withDash(argv))
    .pipe(
      Effect.as(0 as const),
      Effect.catchTags({
        Ended: ({ exitCode }) => Effect.succeed(exitCode),
        WrongUsage: wrongUsage
      }),
      Effect.catchIf(ValidationError.isValidationError, () => Effect.succeed(2 as const)),
      Effect.catchAllDefect(bug),
      Effect.flatMap(withFailures),
      Effect.onInterrupt(() => reportFailures),
      Effect.provideService(LinkIds.AfterDashes, LinkIds.countAfterDashes(argv)),
      Effect.provide(Layer.mergeAll(layerConsole, CliConfig.layer({ isCaseSensitive: true }), PlainLogger.layer))
    )
