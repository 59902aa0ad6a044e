import { journals } from "@effect-userplane/testing/Journals"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Journal from "../src/Journal.js"
import { withOpenJournal } from "./openJournal.js"

journals({
  fold: (lines) => {
    const folded = Journal.fold(Stream.fromIterable(lines))
    return () => Effect.runPromise(folded)
  },
  inMemory: (lines, use) => Effect.runPromise(Effect.provide(withOpenJournal(use), Journal.layerMemory(lines)))
})
