/**
 * The failure of a bulk deletion that was stopped before its last link.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import type { DeleteLinkError } from "./DeleteLinkError.js"
import type { JournalLost, JournalMismatch, JournalUnavailable } from "./JournalError.js"
import type { Outage } from "./Quota.js"

/**
 * The service could not be reached for as long as a run was to wait for it.
 *
 * @since 0.1.0
 * @category errors
 */
export class OutageTooLong extends Data.TaggedError("OutageTooLong")<{
  readonly outage: Outage
  readonly message: string
}> {}

/**
 * A run was stopped because every other link would meet the same failure: the key or the workspace was rejected, the key
 * could not be had, the journal could not be written, was taken over by another process or belongs to another server or
 * operation, or an outage lasted for longer than `giveUpAfter`. What was in flight was finished and reported before.
 *
 * @since 0.1.0
 * @category errors
 */
export class RunStopped extends Data.TaggedError("RunStopped")<{
  readonly cause: DeleteLinkError | JournalLost | JournalMismatch | JournalUnavailable | OutageTooLong
  readonly message: string
}> {}
