/**
 * The failures of the journal of a bulk deletion.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"

/**
 * A line of the journal, other than the beginning of a last one, cannot be read. Nothing was changed: correct or remove the
 * line, or start another journal.
 *
 * @since 0.1.0
 * @category errors
 */
export class JournalCorrupt extends Data.TaggedError("JournalCorrupt")<{
  readonly path: string
  /** The number of the line, from 1. */
  readonly line: number
  readonly message: string
}> {}

/**
 * Another process uses the journal.
 *
 * @since 0.1.0
 * @category errors
 */
export class JournalLocked extends Data.TaggedError("JournalLocked")<{
  readonly path: string
  /** The lock of that process. */
  readonly lock: string
  readonly message: string
}> {}

/**
 * The journal was taken over by another process, because this one did not renew its lock in time (it was stopped, its machine
 * slept, or the disk could not be reached), or somebody removed the lock. Nothing more is written, and so nothing more is
 * sent.
 *
 * @since 0.1.0
 * @category errors
 */
export class JournalLost extends Data.TaggedError("JournalLost")<{
  readonly path: string
  /** The lock that was lost. */
  readonly lock: string
  readonly message: string
}> {}

/**
 * The journal could not be read or written.
 *
 * @since 0.1.0
 * @category errors
 */
export class JournalUnavailable extends Data.TaggedError("JournalUnavailable")<{
  readonly path: string
  /** The platform's reason, such as `NotFound` or `PermissionDenied`; `Unknown` for a full disk. */
  readonly reason?: string | undefined
  readonly message: string
}> {}

/**
 * The journal belongs to another server or another operation than the run that would resume it. Its outcomes would be taken
 * for those of links that were never requested.
 *
 * @since 0.1.0
 * @category errors
 */
export class JournalMismatch extends Data.TaggedError("JournalMismatch")<{
  readonly about: "server" | "operation"
  /** What the journal names. */
  readonly journal: string
  /** What the run names. */
  readonly run: string
  readonly message: string
}> {}

/**
 * The failures of opening and reading a journal.
 *
 * @since 0.1.0
 * @category errors
 */
export type JournalError = JournalCorrupt | JournalLocked | JournalUnavailable
