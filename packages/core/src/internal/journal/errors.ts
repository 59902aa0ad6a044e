import * as Data from "effect/Data"

/**
 * A line of the journal, not its last one, cannot be read. Nothing was changed: whatever wrote it, correct or remove the
 * line, or begin another journal.
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
 * Another process has the journal.
 *
 * @since 0.1.0
 * @category errors
 */
export class JournalLocked extends Data.TaggedError("JournalLocked")<{
  readonly path: string
  /** The file that says so. */
  readonly lock: string
  readonly message: string
}> {}

/**
 * The journal was taken over by another process, since this one did not renew its lock in time: it was stopped, its
 * machine slept, or the disk could not be reached. Or somebody removed the lock. Nothing more is written, so that nothing
 * more is sent.
 *
 * @since 0.1.0
 * @category errors
 */
export class JournalLost extends Data.TaggedError("JournalLost")<{
  readonly path: string
  /** The lock that is gone. */
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
  /** The reason that the platform gives, such as `NotFound` or `PermissionDenied`; `Unknown` for a full disk. */
  readonly reason?: string | undefined
  readonly message: string
}> {}

/**
 * The journal is about something else than the run that is to resume it: another server, or another operation. Its lines
 * would be taken for outcomes of links that were never asked for.
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
 * Every failure of the journal.
 *
 * @since 0.1.0
 * @category errors
 */
export type JournalError = JournalCorrupt | JournalLocked | JournalUnavailable
