import type { DeleteOutcome, InFlight } from "@effect-userplane/core/DeleteOutcome"
import { Journal } from "@effect-userplane/core/Journal"
import { deleteLinks } from "@effect-userplane/core/Links"
import { Quota } from "@effect-userplane/core/Quota"
import type { Userplane } from "@effect-userplane/core/Userplane"
import { stopsRun } from "@effect-userplane/protocol/BulkFailure"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Claim, Ledger } from "./ledger.js"
import { ledgerJournal } from "./ledgerJournal.js"
import { pauseReasonOf } from "./pauseReason.js"

/** The number of links of a batch. */
const size = 100

/** The time between two looks at whether the run is still to go on. */
export const looksEvery = "250 millis"

/** `More` after a batch; `Superseded` when nothing is left for this owner to do: the run is done, paused, cancelled or another's. */
export type Result = "More" | "Superseded"

interface Options {
  readonly ledger: Ledger
  /** The part of the quota that a run may use. */
  readonly quotaOf: (share: number) => Effect.Effect<Context.Tag.Service<Quota>>
  /** Shows how a run goes on, until the scope ends. */
  readonly report: (claim: Claim) => Effect.Effect<void, never, Quota | Scope.Scope>
  /** Done when the worker is closed: what is in flight is finished then, and nothing more is sent. */
  readonly closing: Deferred.Deferred<void>
}

// Every other link would meet it, so it is none of this one's.
const isFinal = (outcome: DeleteOutcome | InFlight): outcome is DeleteOutcome =>
  outcome._tag !== "InFlight" && !(outcome._tag === "Failed" && stopsRun(outcome.error))

/** Deletes the next links of a run. Never fails, so that the engine has no failure to keep. */
export const batch =
  ({ closing, ledger, quotaOf, report }: Options) =>
  (run: string, owns: Effect.Effect<boolean>): Effect.Effect<Result, never, Userplane> => {
    const settle = (outcome: DeleteOutcome | InFlight) => (isFinal(outcome) ? ledger.settle(run, outcome) : Effect.void)

    const deleted = (claim: Claim) =>
      Effect.gen(function* () {
        const links = yield* ledger.open(run, size)
        if (links.length === 0) return yield* Effect.as(ledger.finish(claim), "Superseded" as const)
        yield* report(claim)
        const changed = ledger.isAsClaimed(claim).pipe(
          Effect.orElseSucceed(() => true),
          Effect.zipWith(owns, (isAsClaimed, isHere) => isAsClaimed && isHere),
          Effect.repeat({ until: (isAsBefore) => !isAsBefore, schedule: Schedule.spaced(looksEvery) })
        )
        const journal = ledgerJournal(ledger, claim, links, yield* Clock.currentTimeMillis)
        yield* deleteLinks(links, {
          concurrency: claim.concurrency,
          stop: Effect.raceFirst(Deferred.await(closing), changed),
          unreported: (outcomes) => Effect.ignoreLogged(Effect.forEach(outcomes, settle, { discard: true }))
        }).pipe(Stream.runForEach(settle), Effect.provideService(Journal, journal))
        const isLeaving = (yield* Deferred.isDone(closing)) || !(yield* owns)
        return isLeaving ? ("Superseded" as const) : ("More" as const)
      }).pipe(
        Effect.provideServiceEffect(Quota, quotaOf(claim.share)),
        Effect.scoped,
        Effect.catchTag("RunStopped", (stopped) => {
          const { _tag } = stopped.cause
          const isAnothers = _tag === "JournalLost" || _tag === "JournalUnavailable"
          const pausing = isAnothers ? Effect.void : ledger.pause(claim, pauseReasonOf(stopped))
          return Effect.as(pausing, "Superseded" as const)
        }),
        // It would meet the same defect again and again.
        Effect.catchAllDefect((defect) =>
          Effect.logError("The run met a defect", defect).pipe(
            Effect.zipRight(ledger.pause(claim, "Defect: the log of the worker has it")),
            Effect.as("Superseded" as const)
          )
        )
      )

    return ledger.claim(run).pipe(
      Effect.flatMap((claim) => (claim === undefined ? Effect.succeed("Superseded" as const) : deleted(claim))),
      // The worker takes the run up again once the database can be reached, if it is still running.
      Effect.catchTag("SqlError", (error) =>
        Effect.as(Effect.logWarning("The database could not be used", error), "Superseded" as const)
      ),
      Effect.withSpan("userplane.fleet.batch"),
      // What core records of the requests has the run as well.
      Effect.annotateSpans("userplane.run.id", run),
      Effect.tagMetrics("userplane.run.id", run),
      Effect.annotateLogs({ run })
    )
  }
