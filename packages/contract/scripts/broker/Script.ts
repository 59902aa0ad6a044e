/** A script with options, which says by its exit code what came of it. */
import { type ParseArgsConfig, parseArgs } from "node:util"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { exitCode, type Failure, WrongUsage } from "./Failure.js"

type Options = NonNullable<ParseArgsConfig["options"]>

type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O; strict: true }>>["values"]

const wrong = (message: string) => new WrongUsage({ message })

const parse = <O extends Options>(options: O): Effect.Effect<Values<O>, WrongUsage> =>
  Effect.gen(function* () {
    const values = yield* Effect.try({
      try: () => parseArgs({ options, strict: true }).values,
      catch: (error) => wrong(error instanceof Error ? error.message : String(error))
    })
    // As a variable of the shell that is not set leaves it.
    const empty = Object.entries(values).find(([, value]) => value === "")
    return empty === undefined ? values : yield* wrong(`--${empty[0]} is empty.`)
  })

const helpIsAskedFor = (): boolean =>
  process.argv.slice(2).some((argument) => argument === "--help" || argument === "-h")

/** The exit code of a process that was interrupted. */
const interrupted = 130

/** Runs a script in this process: its result is printed, its failure too, and the exit code tells them apart. */
export const run = <const O extends Options>(script: {
  readonly usage: string
  readonly options: O
  readonly program: (values: Values<O>) => Effect.Effect<string, Failure>
}): void => {
  const explain = (cause: Cause.Cause<Failure>): string =>
    Option.match(Cause.failureOption(cause), {
      onNone: () => Cause.pretty(cause),
      onSome: ({ _tag, message }) => (_tag === "WrongUsage" ? `${message}\n\n${script.usage}` : message)
    })

  Effect.suspend(() =>
    helpIsAskedFor() ? Effect.succeed(script.usage) : Effect.flatMap(parse(script.options), script.program)
  ).pipe(
    Effect.matchCauseEffect({
      onSuccess: (result) => Effect.as(Console.log(result), 0),
      onFailure: (cause) => Effect.as(Console.error(explain(cause)), exitCode(cause))
    }),
    NodeRuntime.runMain({
      disableErrorReporting: true,
      teardown: (exit, end) => end(Exit.match(exit, { onSuccess: Number, onFailure: () => interrupted }))
    })
  )
}

/** An option that has to be there. */
export const required = (name: string, value: string | undefined): Effect.Effect<string, WrongUsage> =>
  value === undefined ? wrong(`--${name} is missing.`) : Effect.succeed(value)
