/**
 * A deletion as somebody follows it: with its progress, and with `Ctrl-C`.
 *
 * @since 0.1.0
 */
import { Journal } from "@effect-userplane/core/Journal"
import type { LinkRef } from "@effect-userplane/core/Links"
import { Quota } from "@effect-userplane/core/Quota"
import type { Userplane } from "@effect-userplane/core/Userplane"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as ExitCode from "../command/ExitCode.js"
import type { OutputFormat } from "../command/OutputFormat.js"
import { Invocation } from "../terminal/CommandName.js"
import { counted, number } from "../terminal/Format.js"
import { Interrupts } from "../terminal/Interrupts.js"
import { Output, reportFailures, reportLine } from "../terminal/Output.js"
import * as BulkDeletion from "./BulkDeletion.js"
import * as GiveUpAfter from "./GiveUpAfter.js"
import type { LinkSelection } from "./input/LinkSelection.js"
import type { LinkSource } from "./input/LinkSource.js"
import type { JournalOption } from "./JournalOption.js"
import * as LinkOutcome from "./output/LinkOutcome.js"
import * as ProgressText from "./output/ProgressText.js"
import * as Reporters from "./output/Reporters.js"
import * as RunLog from "./output/RunLog.js"
import { RunSummary, type StopReason } from "./output/RunSummary.js"
import * as PendingLinks from "./PendingLinks.js"
import * as Progress from "./Progress.js"

/**
 * @since 0.1.0
 * @category options
 */
export interface Settings {
  readonly source: LinkSource
  readonly selection: LinkSelection
  readonly journal: Option.Option<JournalOption>
  readonly concurrency: number
  readonly output: OutputFormat
  readonly giveUpAfter: Option.Option<Duration.Duration>
  /** The part of the quota that is used, in percent. */
  readonly quotaShare: number
  /** Ends when the deletion is to stop by itself, with the option that says so. */
  readonly stopTime: Effect.Effect<StopOption>
  readonly log: RunLog.RunLog
}

type StopOption = "--until" | "--max-duration"

const reasonsOfOptions = { "--until": "Until", "--max-duration": "MaxDuration" } as const

const quoted = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

const sourceText = (selection: LinkSelection): string => {
  const workspace = selection.workspaceId === undefined ? "" : ` --workspace ${quoted(selection.workspaceId)}`
  switch (selection._tag) {
    case "File":
      return `--from ${quoted(selection.path)}${workspace}`
    case "Stdin":
      return `-${workspace}, with the same links on stdin`
    case "Arguments":
      return `<the same links>${workspace}`
  }
}

const howToResume = ({ selection, journal }: Settings, command: string): string =>
  Option.match(journal, {
    onNone: () =>
      "Run it again to resume: deleted links will be reported as already gone. With --journal, a run can be resumed.",
    onSome: ({ path }) => `Resume with: ${command} delete --resume ${quoted(path)} ${sourceText(selection)}`
  })

const showUnwritten = (text: string): Effect.Effect<void, never, Output> =>
  text === "" ? Effect.void : reportLine(`These are the results that were not written:\n${text.trimEnd()}`)

const allFinal = ({ journal }: Settings, links: number): string => {
  const path = Option.match(journal, { onNone: () => "", onSome: ({ path }) => ` ${path}` })
  const all = links === 1 ? "the link is" : `all ${number(links)} links are`
  return `Nothing to do: ${all} final by the journal${path}. No request was sent.`
}

const pendingText = (pending: number | undefined): string =>
  pending === undefined ? "The links that follow are pending." : `Pending: ${counted(pending, "link")}.`

/**
 * Deletes the links. The first `Ctrl-C` finishes what is in flight, and says how to resume.
 *
 * @since 0.1.0
 * @category operations
 */
export const run = (settings: Settings): Effect.Effect<ExitCode.ExitCode, never, Output | Quota | Userplane> =>
  Effect.gen(function* () {
    const { concurrency, log, output, source } = settings
    const { diagnostics, failures, results, takeUnwritten } = yield* Output
    const command = yield* Invocation
    const stopped = yield* Deferred.make<void>()
    const journal = yield* Effect.serviceOption(Journal)
    const before = Option.match(journal, { onNone: () => 0, onSome: ({ state }) => state.final })
    let done = before
    let failed = 0
    const summary = new RunSummary()
    let stopReason: StopReason | undefined
    let isStopping = false
    let stoppedBy: StopOption | undefined
    let final = 0
    const withoutFinal = Option.match(journal, {
      onNone: () => source.refs,
      onSome: ({ state }) =>
        Stream.tap(source.refs, (ref) =>
          Effect.sync(() => {
            if (state.isFinal(ref)) final += 1
          })
        )
    })

    const isFinal = (ref: LinkRef) => Option.exists(journal, ({ state }) => state.isFinal(ref))
    const pendingLinks = PendingLinks.make({ ...source, refs: withoutFinal }, isFinal)

    // Among lines of JSON on a terminal, nothing is drawn.
    const isShown = output === "table" || !results.isTerminal
    const isDrawn = isShown && diagnostics.canRedraw

    const { onFirst } = yield* Interrupts
    yield* onFirst(() => {
      isStopping = true
      Deferred.unsafeDone(stopped, Effect.void)
    })
    const stopping = () =>
      stoppedBy === undefined ? ProgressText.stopping : `Stopping by ${stoppedBy}. Finishing what is in flight.`
    if (!isDrawn)
      yield* Effect.forkScoped(
        Effect.zipRight(
          Deferred.await(stopped),
          Effect.suspend(() => reportLine(stopping()))
        )
      )
    yield* Effect.forkScoped(
      Effect.zipRight(
        Deferred.await(stopped),
        Effect.suspend(() => log.line(`Stopping by ${stoppedBy ?? "Ctrl-C"}: finishing what is in flight`))
      )
    )
    yield* RunLog.pauses(log)
    yield* Effect.forkScoped(
      Effect.map(settings.stopTime, (option) => {
        stoppedBy = option
        Deferred.unsafeDone(stopped, Effect.void)
      })
    )

    // What is drawn is erased before the results are printed, which would be erased otherwise.
    const drawing = yield* Scope.make()
    yield* Effect.addFinalizer((exit) => Scope.close(drawing, exit))
    if (isShown) {
      const counts = () => ({
        done,
        failed,
        total: source.total,
        isStopping: isStopping || stoppedBy !== undefined,
        quotaShare: settings.quotaShare
      })
      yield* Scope.extend(Progress.show(diagnostics, counts, yield* Quota), drawing)
    }
    const { finished, outcome: reportOutcome, summary: sumUp } = yield* Reporters.make(output)

    let pending: number | undefined
    let wasCut = false
    const reasonOf = (exit: Exit.Exit<ExitCode.ExitCode>): StopReason | undefined => {
      if (isStopping || Exit.isInterrupted(exit)) return "Interrupted"
      if (stopReason !== undefined) return stopReason
      if (failures.any()) return "WriteFailed"
      if (Exit.isFailure(exit)) return "Bug"
      return stoppedBy === undefined ? undefined : reasonsOfOptions[stoppedBy]
    }
    const codeOf = (exit: Exit.Exit<ExitCode.ExitCode>): ExitCode.ExitCode =>
      ExitCode.combine([
        Exit.isSuccess(exit) ? exit.value : Exit.isInterrupted(exit) ? 130 : 1,
        failures.any() ? 4 : 0,
        wasCut ? 5 : 0,
        isStopping ? 130 : 0
      ])
    // Written however the deletion ends.
    const writeSummary = (exit: Exit.Exit<ExitCode.ExitCode>) =>
      Effect.gen(function* () {
        const reason = reasonOf(exit)
        pending = reason === undefined ? summary.notAttempted : yield* pendingLinks.count
        const isCut = pending !== 0
        wasCut = stopReason === "Outage" || (stoppedBy !== undefined && isCut)
        const isWhole = stoppedBy !== undefined && reason === reasonsOfOptions[stoppedBy] && !isCut
        const record = () => summary.record({ exitCode: codeOf(exit), pending, stopped: isWhole ? undefined : reason })
        // The log first: what cannot be written there changes the exit code.
        yield* RunLog.end(log, record())
        yield* sumUp(record())
      })

    const exitCode = yield* BulkDeletion.run({
      source: { ...source, refs: pendingLinks.refs },
      concurrency,
      report: {
        outcome: (outcome) => Effect.zipRight(RunLog.outcome(log, outcome), reportOutcome(outcome)),
        finished: Effect.zipRight(Scope.close(drawing, Exit.void), finished)
      },
      stop: Effect.raceFirst(Deferred.await(stopped), failures.first),
      giveUpAfter: GiveUpAfter.durationOf(settings.giveUpAfter, {
        hasJournal: Option.isSome(settings.journal),
        isTerminal: diagnostics.isTerminal
      }),
      stoppedBy: () => (stoppedBy === undefined ? undefined : `Stopped by ${stoppedBy} before its turn`),
      onStop: (reason) => {
        stopReason = reason
      },
      count: (outcome, told) => {
        done += 1
        summary.add(outcome, told)
        if (outcome._tag !== "NotAttempted") pendingLinks.attempted(outcome.ref)
        if (LinkOutcome.exitCode(outcome) !== 0) failed += 1
      }
    }).pipe(Effect.onExit(writeSummary))
    const wasAllFinal =
      exitCode === 0 && !isStopping && stoppedBy === undefined && !failures.any() && done === before && final > 0
    if (wasAllFinal) yield* reportLine(allFinal(settings, final))
    // With another key, a rejected run can be resumed.
    const wasRejected = exitCode === 3 && Option.isSome(settings.journal)
    if (failures.any()) yield* reportFailures
    // Without a journal, nothing else knows the outcomes.
    if (failures.any() && (Option.isNone(settings.journal) || exitCode === 4)) yield* showUnwritten(takeUnwritten())
    if (wasCut) yield* reportLine(pendingText(pending))
    if (isStopping || wasRejected || wasCut || failures.any()) yield* reportLine(howToResume(settings, command))
    return codeOf(Exit.succeed(exitCode))
  }).pipe(Effect.scoped)
