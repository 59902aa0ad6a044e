import * as Data from "effect/Data"
import type { DeleteLinkError } from "../DeleteLinkError.js"
import type { JournalMismatch, JournalUnavailable } from "./journalError.js"

/**
 * A run was stopped because every other link would meet the same failure: the key or the workspace was refused, the key
 * could not be had, the journal could not be written, or it belongs to another server or operation. What was in flight was finished and reported before.
 *
 * @since 0.1.0
 * @category errors
 */
export class RunStopped extends Data.TaggedError("RunStopped")<{
  readonly cause: DeleteLinkError | JournalMismatch | JournalUnavailable
  readonly message: string
}> {}

export const because = (cause: RunStopped["cause"]): RunStopped =>
  new RunStopped({ cause, message: `Nothing more was sent: ${cause.message}` })
