/**
 * The lines of a journal to submit.
 *
 * @since 0.1.0
 */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import type { Line } from "@effect-userplane/core/Journal"
import type { JournalError } from "@effect-userplane/core/JournalError"
import * as JournalFile from "@effect-userplane/core/JournalFile"
import * as Stream from "effect/Stream"

/**
 * Reads a journal.
 *
 * @since 0.1.0
 * @category constructors
 */
export const read = (path: string): Stream.Stream<Line, JournalError> =>
  Stream.provideLayer(JournalFile.read(path), NodeFileSystem.layer)
