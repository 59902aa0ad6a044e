/**
 * The link ids of a command line.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { withoutApiKeys } from "../../terminal/SecretText.js"
import * as IdCheck from "./IdCheck.js"

/**
 * The number of arguments after `--`, where everything is an argument and nothing an option.
 *
 * @since 0.1.0
 * @category references
 */
export class AfterDashes extends Context.Reference<AfterDashes>()("@effect-userplane/cli/LinkIds/AfterDashes", {
  defaultValue: () => 0
}) {}

/**
 * Counts the arguments after `--`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const countAfterDashes = (argv: ReadonlyArray<string>): number => {
  const dashes = argv.indexOf("--")
  return dashes === -1 ? 0 : argv.length - dashes - 1
}

/**
 * Something on the command line that was not understood.
 *
 * @since 0.1.0
 * @category errors
 */
export class WrongUsage extends Data.TaggedError("WrongUsage")<{ readonly message: string }> {}

const listOnly = /^--(older-than|creator|project|type|limit)(=|$)/

const listFirst =
  "List the links first, then delete those: userplane-links list -w <id> --older-than 90d | userplane-links delete -"

const afterTheDashes = "Link ids that begin with a dash stand after --"

const wrong = (message: string) => new WrongUsage({ message })

const problemOf = (args: ReadonlyArray<string>, afterDashes: number, acceptsUnusual: boolean): string | undefined => {
  const unknown = args.slice(0, args.length - afterDashes).find((argument) => argument.startsWith("-"))
  if (unknown !== undefined) {
    const advice = listOnly.test(unknown) ? listFirst : afterTheDashes
    return `Received an unknown or repeated option: '${withoutApiKeys(unknown)}'. ${advice}`
  }
  for (const [index, id] of args.entries()) {
    const problem = IdCheck.problemOf(id, "linkId", acceptsUnusual)
    if (problem !== undefined) return `Argument <linkId> ${index + 1}: ${problem}. Nothing was deleted.`
  }
  return undefined
}

/**
 * The link ids among the arguments, as they were given.
 *
 * The parser takes every option that it does not know for an argument. Sent as a link id, a misspelt option would be a
 * request for a link of that name, so that an id beginning with a dash must stand after `--`.
 *
 * @param acceptsUnusual - Whether ids that look like a mistake are meant.
 *
 * @since 0.1.0
 * @category parsing
 */
export const fromArguments = (
  args: ReadonlyArray<string>,
  acceptsUnusual: boolean
): Effect.Effect<ReadonlyArray<string>, WrongUsage> =>
  Effect.flatMap(AfterDashes, (afterDashes) => {
    const problem = problemOf(args, afterDashes, acceptsUnusual)
    return problem === undefined ? Effect.succeed(args) : Effect.fail(wrong(problem))
  })
