/**
 * `userplane-links fleet` as the help of the whole command lists it.
 *
 * @since 0.1.0
 */
import * as Command from "@effect/cli/Command"

/**
 * The command without its subcommands.
 *
 * @since 0.1.0
 * @category commands
 */
export const listed = Command.make("fleet").pipe(
  Command.withDescription("Deletes links by a worker, in runs that outlive it: submit, watch, pause and resume them.")
)
