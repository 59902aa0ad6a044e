/**
 * Pipes, which can be read only once: stdin, or a named pipe.
 *
 * @since 0.1.0
 */
import { closeSync, constants, createReadStream, openSync, statSync, writeSync } from "node:fs"
import type { Readable } from "node:stream"
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"

/**
 * It broke off.
 *
 * @since 0.1.0
 * @category errors
 */
export class PipeBroken extends Data.TaggedError("PipeBroken")<{ readonly message: string }> {}

/**
 * Its bytes.
 *
 * @since 0.1.0
 * @category constructors
 */
export const bytes = (open: () => Readable): Stream.Stream<Uint8Array, PipeBroken> =>
  NodeStream.fromReadable(
    open,
    (error) => new PipeBroken({ message: error instanceof Error ? error.message : String(error) })
  )

/**
 * Opens the other end of a named pipe for a moment. Whoever opens, reads or writes it in a thread of Node is kept there
 * until something comes, and a process does not end before its threads do.
 */
const release = (path: string): void => {
  for (const mode of [constants.O_WRONLY, constants.O_RDONLY]) {
    try {
      const descriptor = openSync(path, mode | constants.O_NONBLOCK)
      if (mode === constants.O_WRONLY) writeSync(descriptor, "\n")
      closeSync(descriptor)
    } catch {
      // Nobody waits at that end.
    }
  }
}

const releaseIfPipe = (path: string): void => {
  if (statSync(path, { throwIfNoEntry: false })?.isFIFO() === true) release(path)
}

/**
 * Lets an effect be interrupted while it waits for somebody at the other end of a named pipe.
 *
 * @since 0.1.0
 * @category combinators
 */
export const releasedWhenInterrupted =
  (path: string) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.onInterrupt(Effect.disconnect(self), () => Effect.sync(() => releaseIfPipe(path)))

/**
 * The bytes of a file that may be a named pipe.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromPath = (path: string): Stream.Stream<Uint8Array, PipeBroken> =>
  bytes(() => createReadStream(path)).pipe(
    Stream.ensuringWith((exit) => (Exit.isInterrupted(exit) ? Effect.sync(() => releaseIfPipe(path)) : Effect.void))
  )
