/**
 * The failures of a journal, as plain data.
 *
 * @since 0.1.0
 */

/**
 * The fields of every failure.
 *
 * @since 0.1.0
 * @category models
 */
export interface Fields {
  /** The journal. */
  readonly path: string
  readonly message: string
}

/**
 * A line that cannot be read.
 *
 * @since 0.1.0
 * @category models
 */
export interface Corrupt extends Fields {
  /** The number of the line, from 1. */
  readonly line: number
}

/**
 * A lock that keeps the journal from this process.
 *
 * @since 0.1.0
 * @category models
 */
export interface Lock extends Fields {
  /** The path of the lock. */
  readonly lock: string
}

/**
 * A file that cannot be read or written.
 *
 * @since 0.1.0
 * @category models
 */
export interface Unavailable extends Fields {
  /** The platform's reason, such as `NotFound` or `PermissionDenied`. */
  readonly reason: string | undefined
}

/**
 * A line, other than the beginning of a last one, cannot be read.
 *
 * @since 0.1.0
 * @category constructors
 */
export const corrupt = (path: string, line: number): Corrupt => ({
  path,
  line,
  message: `Line ${line} of ${path} is not a line of a journal of version 1. Nothing was changed.`
})

/**
 * Another process uses the journal.
 *
 * @since 0.1.0
 * @category constructors
 */
export const locked = (path: string, lock: string): Lock => ({
  path,
  lock,
  message: `Another process uses the journal ${path}: it renews its lock ${lock}.`
})

/**
 * Another process took the journal over, or the lock was removed.
 *
 * @since 0.1.0
 * @category constructors
 */
export const lost = (path: string, lock: string): Lock => ({
  path,
  lock,
  message: `The journal ${path} was taken over by another process, or its lock ${lock} was removed.`
})

/**
 * The file could not be read or written.
 *
 * @since 0.1.0
 * @category constructors
 */
export const unavailable = (path: string, reason: string | undefined, message: string): Unavailable => ({
  path,
  reason,
  message: `The journal cannot be used: ${message}`
})
