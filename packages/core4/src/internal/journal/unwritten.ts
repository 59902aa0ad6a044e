import { MutableState } from "@effect-userplane/protocol/JournalState"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Journal } from "../../Journal.js"

/** A journal that keeps the state of the links and none of the lines, for a run that has no other. */
export const unwritten = (): Journal["Service"] => {
  const state = new MutableState()
  return { append: (line) => Effect.sync(() => void state.add(line)), state, lines: Stream.empty }
}
