/**
 * The journal of a bulk deletion: what was about to be sent, and what became of it, line by line, so that a run which was
 * stopped in whatever way goes on where it was. `docs/journal.md` describes the lines.
 *
 * The API key is in none of them.
 *
 * @since 0.1.0
 */
import { FileSystem } from "@effect/platform/FileSystem"
import * as BaseUrl from "@effect-userplane/protocol/BaseUrl"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as JournalFile from "./internal/journal/file.js"
import { inMemory, Journal } from "./internal/journal/journal.js"
import type { Options as LockOptions } from "./internal/journal/lease.js"
import type { Line } from "./internal/journal/line.js"
import { Fold, type State } from "./internal/journal/state.js"
import * as JournalSubject from "./internal/journal/subject.js"
import type { JournalError, JournalMismatch } from "./JournalError.js"

export { Journal } from "./internal/journal/journal.js"
export type { Options as LockOptions } from "./internal/journal/lease.js"
export { Line, Outcome, Run, Sending } from "./internal/journal/line.js"
export type { OpenLink, State } from "./internal/journal/state.js"
export {
  JournalCorrupt,
  type JournalError,
  JournalLocked,
  JournalLost,
  JournalMismatch,
  JournalUnavailable
} from "./JournalError.js"

/**
 * The lines of a journal, from the first. The journal may be in use by another process; the beginning of a line at its
 * end counts for nothing.
 *
 * Fails with `JournalCorrupt` at a line that cannot be read, and with `JournalUnavailable` when the file cannot be.
 *
 * @param path - The file of the journal.
 *
 * @example
 * ```ts
 * import * as Journal from "@effect-userplane/core/Journal"
 * import * as Stream from "effect/Stream"
 *
 * const failures = Journal.read("clean-up.ndjson").pipe(
 *   Stream.filter((line) => line.type === "outcome" && line.settled && line.outcome !== "Deleted")
 * )
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const read = (path: string): Stream.Stream<Line, JournalError, FileSystem> =>
  Stream.unwrap(Effect.map(FileSystem, (fileSystem) => JournalFile.lines(fileSystem, path)))

/**
 * What the lines of a journal say of its links.
 *
 * @since 0.1.0
 * @category combinators
 */
export const fold = <E, R>(lines: Stream.Stream<Line, E, R>): Effect.Effect<State, E, R> =>
  Effect.suspend(() => Stream.runFold(lines, new Fold(), (state, line) => state.add(line)))

/**
 * Checks that the journal of the context is about deletions on this server: `deleteLinks` does so by itself, before
 * anything is sent. Fails with `JournalMismatch` when it is about another one, and logs a warning when it has lines of a
 * version that did not name its server.
 *
 * @param baseUrl - The base URL. A trailing slash, the case of the host and a default port make no difference.
 *
 * @since 0.1.0
 * @category combinators
 */
export const checkServer = (baseUrl: URL): Effect.Effect<void, JournalMismatch, Journal> =>
  Effect.flatMap(Journal, ({ state }) =>
    JournalSubject.check(state, JournalSubject.deleting(BaseUrl.prefixOf(baseUrl)))
  )

/**
 * A journal in a file. Creates the file, or resumes an existing one: `deleteLinks` passes over the links that it says are
 * settled, and refuses a journal of another server with `RunStopped`, whose cause is `JournalMismatch`.
 *
 * Lines are appended in flat memory. What is kept of a journal is a set of its settled links, in about 15 bytes each
 * beside the id's own. A line that was written outlives the process, not a loss of power.
 *
 * Fails with `JournalLocked` when another process has the journal, `JournalCorrupt` when a line other than the last
 * cannot be read, and `JournalUnavailable` when the file cannot be used.
 *
 * The process holds a lock beside the journal, which it renews. The lock of a process that died is waited for until its
 * lease has run out (10 seconds by default), and then removed. A process that loses its lock, since it was stopped for
 * longer, fails with `JournalLost` before its next request.
 *
 * @param path - The file of the journal. Its folder must be there.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (path: string, options?: LockOptions): Layer.Layer<Journal, JournalError, FileSystem> =>
  Layer.scoped(
    Journal,
    Effect.flatMap(FileSystem, (fileSystem) => JournalFile.make(fileSystem, path, options))
  )

/**
 * A journal in memory, which begins with these lines.
 *
 * @param lines - Default: none.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMemory = (lines: Iterable<Line> = []): Layer.Layer<Journal> =>
  Layer.sync(Journal, () => inMemory(lines))
