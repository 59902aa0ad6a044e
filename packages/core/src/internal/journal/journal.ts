import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { JournalError, JournalLost, JournalUnavailable } from "../../JournalError.js"
import type { Line } from "./line.js"
import { Fold, type State } from "./state.js"

/**
 * The journal of a run.
 *
 * @since 0.1.0
 * @category tags
 */
export class Journal extends Context.Tag("@effect-userplane/core/Journal")<
  Journal,
  {
    /** Appends a line. When it returns, the line outlives the process. */
    readonly append: (line: Line) => Effect.Effect<void, JournalLost | JournalUnavailable>
    /** What all lines say by now, those of this process included. */
    readonly state: State
    /** All lines, from the first. */
    readonly lines: Stream.Stream<Line, JournalError>
  }
>() {}

/** A journal in memory. */
export const inMemory = (written: Iterable<Line>): Context.Tag.Service<Journal> => {
  const lines = [...written]
  const state = lines.reduce((fold, line) => fold.add(line), new Fold())
  return {
    append: (line) =>
      Effect.sync(() => {
        lines.push(line)
        state.add(line)
      }),
    state,
    lines: Stream.suspend(() => Stream.fromIterable([...lines]))
  }
}

/** What a run needs of a journal when nobody keeps one: what became of each link, and none of the lines. */
export const unwritten = (): Context.Tag.Service<Journal> => {
  const state = new Fold()
  return { append: (line) => Effect.sync(() => void state.add(line)), state, lines: Stream.empty }
}
