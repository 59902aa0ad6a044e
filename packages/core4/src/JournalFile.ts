/**
 * The journal of a bulk deletion in a file.
 *
 * The `FileSystem` of Effect 4.1 is marked as unstable.
 *
 * @since 0.1.0
 */
import { defaultLease } from "@effect-userplane/protocol/JournalLock"
import * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import { FileSystem } from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as File from "./internal/journal/file.js"
import { Journal, type Line } from "./Journal.js"
import type { JournalCorrupt, JournalError } from "./JournalError.js"

/**
 * The options of the lock that keeps other processes from using the journal.
 *
 * @since 0.1.0
 * @category options
 */
export interface LockOptions {
  /** The time the lock holds after its last renewal. Other processes wait for that long. Default: 10 seconds. */
  readonly lease?: Duration.Input | undefined
  /**
   * Called once when another process has a lock, with the path of the lock and its lease, which is how long it is watched.
   * Default: does nothing.
   */
  readonly onWait?: ((lock: string, lease: Duration.Duration) => Effect.Effect<void>) | undefined
}

/**
 * Reads the lines of a journal, from the first. Another process may be using it: a last line that is not complete yet
 * is left out.
 *
 * Fails with `JournalCorrupt` at a line that cannot be read, and with `JournalUnavailable` when the file cannot be read.
 *
 * @param path - The file of the journal. A pipe is no file: `decode` is for its bytes.
 *
 * @example
 * ```ts
 * import * as JournalFile from "@effect-userplane/core4/JournalFile"
 * import * as Stream from "effect/Stream"
 *
 * const failures = JournalFile.read("clean-up.ndjson").pipe(
 *   Stream.filter((line) => line.type === "outcome" && line.settled && line.outcome !== "Deleted")
 * )
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const read = (path: string): Stream.Stream<Line, JournalError, FileSystem> =>
  Stream.unwrap(FileSystem.useSync((fileSystem) => File.lines(fileSystem, path)))

/**
 * Decodes the lines in the bytes of a journal, which need not come from a file: from a pipe or an archive, for instance.
 *
 * Fails with `JournalCorrupt` at a line that cannot be read, and with the failures of the bytes.
 *
 * @param bytes - The bytes of the journal, from the first. A last line that is not complete is left out.
 * @param name - The name of the journal in a failure.
 *
 * @since 0.1.0
 * @category combinators
 */
export const decode: <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>,
  name: string
) => Stream.Stream<Line, E | JournalCorrupt, R> = File.decode

/**
 * Makes a journal in a file: creates the file, or resumes an existing one. `deleteLinks` passes over its final links, and
 * refuses a journal of another server with `RunStopped`, whose cause is `JournalMismatch`.
 *
 * A line that was appended survives the end of the process, but not a loss of power. The lines are not kept in memory: only
 * the ids of the final links are, and the pending links.
 *
 * Fails with `JournalLocked` when another process uses the journal, `JournalCorrupt` when a line cannot be read (the
 * beginning of a last one is removed), and `JournalUnavailable` when the file cannot be used.
 *
 * The process holds a lock beside the journal and renews it. The lock of a process that has died is removed once its lease
 * has run out. A process that loses its lock, because it was stopped for longer than its lease, fails with `JournalLost`
 * before its next request.
 *
 * @param path - The file of the journal. Its folder must exist.
 *
 * @example
 * ```ts
 * import * as JournalFile from "@effect-userplane/core4/JournalFile"
 * import { deleteLinks, type LinkRef } from "@effect-userplane/core4/Links"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const cleanUp = (links: Iterable<LinkRef>) =>
 *   Stream.runDrain(deleteLinks(links)).pipe(Effect.provide(JournalFile.layer("clean-up.ndjson")))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  path: string,
  { lease = defaultLease, onWait }: LockOptions = {}
): Layer.Layer<Journal, JournalError, FileSystem> =>
  Layer.effect(
    Journal,
    FileSystem.use((fileSystem) => File.make(fileSystem, path, { lease: Duration.fromInputUnsafe(lease), onWait }))
  )
