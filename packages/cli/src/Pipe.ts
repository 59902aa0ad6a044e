/**
 * What is read once, from its beginning to its end: stdin, or a file that is a pipe.
 *
 * @since 0.1.0
 */
import type { Readable } from "node:stream"
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as Data from "effect/Data"
import type * as Stream from "effect/Stream"

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
