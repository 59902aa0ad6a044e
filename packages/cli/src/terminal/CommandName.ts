/**
 * The name by which this command was called.
 *
 * @since 0.1.0
 */
import * as Path from "node:path"
import * as Context from "effect/Context"

/**
 * The command in the lines that it prints to be copied. Default: `userplane-links`.
 *
 * @since 0.1.0
 * @category references
 */
export class Invocation extends Context.Reference<Invocation>()("@effect-userplane/cli/Invocation", {
  defaultValue: () => "userplane-links"
}) {}

/**
 * The command as it can be called from where the user is: by its name if it was called so, and otherwise, as in a clone of
 * the repository, by its path.
 *
 * @param script - The second element of `process.argv`.
 * @param directory - Where the user is.
 *
 * @since 0.1.0
 * @category constructors
 */
export const from = (script: string, directory: string): string =>
  Path.basename(script) === "userplane-links" ? "userplane-links" : `node ${Path.relative(directory, script)}`
