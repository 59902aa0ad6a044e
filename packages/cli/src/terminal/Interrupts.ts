/**
 * The handling of `Ctrl-C`: the first one asks the command to finish, the second one ends it at once.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/**
 * The listener that is asked to finish.
 *
 * @since 0.1.0
 * @category models
 */
export interface Interruptions {
  /** Until the scope is closed, the first `Ctrl-C` does this in the place of ending the command. */
  readonly onFirst: (stop: () => void) => Effect.Effect<void, never, Scope.Scope>
}

/**
 * The listener for `Ctrl-C`. Default: none.
 *
 * @since 0.1.0
 * @category references
 */
export class Interrupts extends Context.Reference<Interrupts>()("@effect-userplane/cli/Interrupts", {
  defaultValue: (): Interruptions => ({ onFirst: () => Effect.void })
}) {}

/**
 * Makes the listener of a process: `interrupt` is called with each `Ctrl-C`, and returns whether a command was asked.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (): Interruptions & { readonly interrupt: () => boolean } => {
  let asked: (() => void) | undefined
  return {
    onFirst: (stop) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          asked = stop
        }),
        () =>
          Effect.sync(() => {
            asked = undefined
          })
      ),
    interrupt: () => {
      const stop = asked
      asked = undefined
      stop?.()
      return stop !== undefined
    }
  }
}
