/**
 * `userplane-links tour`.
 *
 * @since 0.1.0
 */
import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"

/**
 * @since 0.1.0
 * @category commands
 */
export const command = Command.make("tour", {}, () =>
  Effect.promise(() => import("./TourHandler.js")).pipe(Effect.flatMap(({ handle }) => handle))
).pipe(Command.withDescription("Shows what can happen to a link, on a local Userplane, in a few seconds."))
