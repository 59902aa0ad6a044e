/**
 * The names of runs and users on the command line.
 *
 * @since 0.1.0
 */
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import { WrongUsage } from "../delete/input/LinkIds.js"
import { holdsApiKey } from "../terminal/SecretText.js"

/**
 * The argument that names a run.
 *
 * @since 0.1.0
 * @category arguments
 */
export const run: Args.Args<string> = Args.text({ name: "run" }).pipe(
  Args.withDescription("The run, as it was submitted.")
)

/**
 * The option that names the user.
 *
 * @since 0.1.0
 * @category options
 */
export const user: Options.Options<string> = Options.text("user").pipe(
  Options.withDefault("default"),
  Options.withDescription(
    "A name for the user whose key and quota it is, the same for the worker and whoever submits. Default: default."
  )
)

/**
 * A name that can be shown and kept.
 *
 * @param what - The argument or option.
 *
 * @since 0.1.0
 * @category parsing
 */
export const checked = (what: string, name: string): Effect.Effect<string, WrongUsage> => {
  if (name === "") return new WrongUsage({ message: `${what}: Expected a name, but it is empty` })
  return holdsApiKey(name)
    ? new WrongUsage({ message: `${what}: Expected a name, but it looks like an API key. Nothing was sent.` })
    : Effect.succeed(name)
}
