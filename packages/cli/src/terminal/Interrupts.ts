/**
 * What `Ctrl-C` does: it asks a command that can to come to an end, and ends one that cannot, or was asked before, at once.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/**
 * Who is asked to come to an end.
 *
 * @since 0.1.0
 * @category models
 */
export interface Interruptions {
  /** Until the scope is closed, the first `Ctrl-C` does this in the place of ending the command. */
  readonly onFirst: (stop: () => void) => Effect.Effect<void, never, Scope.Scope>
}

/**
 * Who is told of `Ctrl-C`. Default: nobody is.
 *
 * @since 0.1.0
 * @category references
 */
export class Interrupts extends Context.Reference<Interrupts>()("@effect-userplane/cli/Interrupts", {
  defaultValue: (): Interruptions => ({ onFirst: () => Effect.void })
}) {}

/**
 * For a process: `interrupt` is called with each `Ctrl-C`, and says whether somebody was asked.
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
