/**
 * The journal of a bulk deletion: the requests that were about to be sent and their outcomes, line by line, so that a run
 * that was stopped in any way can be resumed. `docs/journal.md` describes the lines, and `JournalFile` keeps them in a file.
 *
 * The API key is in none of them.
 *
 * @since 0.1.0
 */
import * as BaseUrl from "@effect-userplane/protocol/BaseUrl"
import type { Line } from "@effect-userplane/protocol/JournalLine"
import { MutableState, type State } from "@effect-userplane/protocol/JournalState"
import * as JournalSubject from "@effect-userplane/protocol/JournalSubject"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { type JournalError, type JournalLost, JournalMismatch, type JournalUnavailable } from "./JournalError.js"

export type { Line, Outcome, Run, Sending } from "@effect-userplane/protocol/JournalLine"
export type { PendingLink, State } from "@effect-userplane/protocol/JournalState"
export {
  JournalCorrupt,
  type JournalError,
  JournalLocked,
  JournalLost,
  JournalMismatch,
  JournalUnavailable
} from "./JournalError.js"

/**
 * The journal of a run.
 *
 * @since 0.1.0
 * @category tags
 */
export class Journal extends Context.Service<
  Journal,
  {
    /** Appends a line. When it returns, the line outlives the process. */
    readonly append: (line: Line) => Effect.Effect<void, JournalLost | JournalUnavailable>
    /** The state of the links after all lines so far, those of this process included. */
    readonly state: State
    /** All lines, from the first. */
    readonly lines: Stream.Stream<Line, JournalError>
  }
>()("@effect-userplane/core4/Journal") {}

/**
 * The state of the links that some lines name.
 *
 * @example
 * ```ts
 * import * as Journal from "@effect-userplane/core4/Journal"
 * import * as JournalFile from "@effect-userplane/core4/JournalFile"
 * import * as Effect from "effect/Effect"
 *
 * const pending = Effect.map(Journal.fold(JournalFile.read("clean-up.ndjson")), (state) => [...state.pendingLinks()])
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const fold = <E, R>(lines: Stream.Stream<Line, E, R>): Effect.Effect<State, E, R> =>
  Stream.runFold(
    lines,
    () => new MutableState(),
    (state, line) => state.add(line)
  )

/**
 * Checks that the journal of the context belongs to deletions on this server, as `deleteLinks` does before it sends
 * anything. Fails with `JournalMismatch` when the journal belongs to another server or operation, and logs a warning when
 * older lines do not name their server.
 *
 * @param baseUrl - The base URL. A trailing slash, the case of the host and a default port make no difference.
 *
 * @since 0.1.0
 * @category combinators
 */
export const checkServer: (baseUrl: URL) => Effect.Effect<void, JournalMismatch, Journal> = Effect.fnUntraced(
  function* (baseUrl) {
    const { state } = yield* Journal
    const subject = JournalSubject.deleting(BaseUrl.prefixOf(baseUrl))
    const mismatch = JournalSubject.mismatch(state, subject)
    if (mismatch !== undefined) return yield* new JournalMismatch(mismatch)
    const warning = JournalSubject.warning(state, subject)
    if (warning !== undefined) yield* Effect.logWarning(warning)
  }
)

/**
 * Makes a journal in memory, which begins with some lines.
 *
 * @param lines - Default: none.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMemory = (lines: Iterable<Line> = []): Layer.Layer<Journal> =>
  Layer.sync(Journal, () => {
    const written = [...lines]
    const state = written.reduce((state, line) => state.add(line), new MutableState())
    return {
      append: (line) =>
        Effect.sync(() => {
          written.push(line)
          state.add(line)
        }),
      state,
      lines: Stream.suspend(() => Stream.fromIterable([...written]))
    }
  })
