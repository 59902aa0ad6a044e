/**
 * The links that the command line names: by their ids, in a file, or on stdin.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as IdCheck from "./IdCheck.js"
import * as LinkIds from "./LinkIds.js"
import type * as LinkParser from "./LinkParser.js"

const stdin = "-"

/**
 * The arguments with the option that a lone dash stands for: the parser takes what follows a dash for arguments.
 *
 * @param argv - `process.argv`, whole.
 *
 * @since 0.1.0
 * @category parsing
 */
export const withDash = (argv: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = argv.indexOf("--")
  return argv.map((argument, index) =>
    argument === stdin && (end === -1 || index < end) && argv[index - 1] !== "--from" ? `--from=${stdin}` : argument
  )
}

/**
 * @since 0.1.0
 * @category models
 */
export type LinkSelection =
  | { readonly _tag: "Arguments"; readonly linkIds: ReadonlyArray<string>; readonly workspaceId: string }
  | ({ readonly _tag: "File"; readonly path: string } & LinkParser.Options)
  | ({ readonly _tag: "Stdin" } & LinkParser.Options)

/**
 * The arguments and options that say so.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  readonly linkIds: ReadonlyArray<string>
  readonly from: Option.Option<string>
  readonly workspaceId: Option.Option<string>
  /** True when ids that look like a mistake are meant. */
  readonly acceptUnusualIds: boolean
}

const wrong = (message: string) => new LinkIds.WrongUsage({ message })

const fromArguments = (linkIds: ReadonlyArray<string>, { acceptsUnusual, workspaceId }: LinkParser.Options) =>
  workspaceId === undefined
    ? wrong("Expected --workspace: ids alone do not name the workspace that they belong to")
    : Effect.map(
        LinkIds.fromArguments(linkIds, acceptsUnusual),
        (linkIds) => ({ _tag: "Arguments", linkIds, workspaceId }) as const
      )

const checkedWorkspace = (workspaceId: string | undefined, acceptsUnusual: boolean) => {
  const problem = workspaceId === undefined ? undefined : IdCheck.problemOf(workspaceId, "workspaceId", acceptsUnusual)
  return problem === undefined ? Effect.void : wrong(`--workspace: ${problem}. Nothing was deleted.`)
}

/**
 * Reads the selection, in one of the three ways.
 *
 * @since 0.1.0
 * @category parsing
 */
export const read = ({
  acceptUnusualIds: acceptsUnusual,
  from,
  linkIds,
  ...options
}: Options): Effect.Effect<LinkSelection, LinkIds.WrongUsage> =>
  Effect.gen(function* () {
    const workspaceId = Option.getOrUndefined(options.workspaceId)
    const path = Option.getOrUndefined(from)
    if (path !== undefined && linkIds.length > 0) return yield* wrong("Expected link ids, or --from, or -: not both")
    yield* checkedWorkspace(workspaceId, acceptsUnusual)
    if (path === stdin) return { _tag: "Stdin", workspaceId, acceptsUnusual }
    if (path !== undefined) return { _tag: "File", path, workspaceId, acceptsUnusual }
    return yield* linkIds.length === 0
      ? wrong("Missing argument <linkId>: name links, or a file of them by --from, or stdin by -")
      : fromArguments(linkIds, { workspaceId, acceptsUnusual })
  })
