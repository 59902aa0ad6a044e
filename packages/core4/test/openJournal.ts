/** A journal of this client, as the tests of behaviour that all clients share see it. */
import type { OpenJournal } from "@effect-userplane/testing/JournalFileClient"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Journal from "../src/Journal.js"

/** Uses the journal of the context. */
export const withOpenJournal = <A>(
  use: (journal: OpenJournal) => Promise<A>
): Effect.Effect<A, never, Journal.Journal> =>
  Journal.Journal.use(({ append, lines, state }) =>
    Effect.promise(() =>
      use({
        append: (lines) =>
          Effect.runPromise(Effect.forEach(lines, append, { concurrency: "unbounded", discard: true })),
        read: () => Effect.runPromise(Stream.runCollect(lines)),
        state
      })
    )
  )
