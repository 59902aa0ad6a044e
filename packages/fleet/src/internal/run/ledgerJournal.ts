import { type Journal, JournalLost, type Line } from "@effect-userplane/core/Journal"
import * as JournalFailure from "@effect-userplane/protocol/JournalFailure"
import { MutableState } from "@effect-userplane/protocol/JournalState"
import * as JournalSubject from "@effect-userplane/protocol/JournalSubject"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { lockOf } from "../journal/epoch.js"
import { unavailable } from "../journal/lines.js"
import type { Claim, Ledger, OpenLink } from "./ledger.js"

const lineOf = (link: OpenLink, at: number): Line => {
  const { attempt, linkId, state, workspaceId } = link
  const fields = { v: 1, at, workspaceId, linkId, attempt } as const
  return state === "InFlight"
    ? { ...fields, type: "sending" }
    : {
        ...fields,
        type: "outcome",
        tag: "Interrupted",
        outcome: state === "Unknown" ? "Unknown" : "NotDeleted",
        settled: false,
        millis: 0
      }
}

/** The journal that `deleteLinks` writes while it deletes some links of a run: it changes the rows of the links. */
export const ledgerJournal = (
  ledger: Ledger,
  claim: Claim,
  links: ReadonlyArray<OpenLink>,
  now: number
): Context.Tag.Service<Journal> => {
  const { concurrency, epoch, run, server } = claim
  const state = new MutableState()
  if (server !== undefined) {
    const subject = JournalSubject.deleting(server)
    state.add({ v: 1, type: "run", at: now, windows: [], concurrency, ...subject })
  }
  for (const link of links) if (link.attempt > 0) state.add(lineOf(link, now))

  const isWritten = (line: Line) => {
    if (line.type === "sending") return ledger.send(claim, line)
    if (line.type === "run") {
      return Effect.as(line.server === undefined ? Effect.void : ledger.nameServer(claim, line.server), true)
    }
    // The outcome itself follows, with all that is known of it, and makes the link final in one statement.
    return Effect.as(line.settled ? Effect.void : ledger.answer(claim, line), true)
  }

  return {
    append: (line) =>
      Effect.gen(function* () {
        const written = yield* Effect.mapError(isWritten(line), (error) => unavailable(run, error))
        if (!written) return yield* new JournalLost(JournalFailure.lost(run, lockOf(epoch)))
        state.add(line)
      }).pipe(Effect.uninterruptible),
    state,
    // Nobody reads them while links are deleted: the rows tell more.
    lines: Stream.empty
  }
}
