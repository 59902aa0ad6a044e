/**
 * Deletes links, and reports the outcome of each.
 *
 * @since 0.1.0
 */

import { Journal } from "@effect-userplane/core/Journal"
import {
  type DeleteOutcome,
  deleteLinks,
  type InFlight,
  type LinkRef,
  type RunStopped
} from "@effect-userplane/core/Links"
import type { Userplane } from "@effect-userplane/core/Userplane"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as ExitCode from "../command/ExitCode.js"
import { Output, reportLine } from "../terminal/Output.js"
import * as InputError from "./input/InputError.js"
import type { LinkSource } from "./input/LinkSource.js"
import * as LinkOutcome from "./output/LinkOutcome.js"
import type { Report } from "./output/Reporter.js"
import type { StopReason } from "./output/RunSummary.js"

/**
 * @since 0.1.0
 * @category options
 */
export interface Settings {
  readonly source: Pick<LinkSource, "named" | "refs">
  readonly report: Report
  readonly concurrency: number
  /** An effect whose end stops the run: nothing more is sent then. */
  readonly stop?: Effect.Effect<unknown>
  /** The time to wait for the end of an outage. Default: for ever. */
  readonly giveUpAfter?: Duration.Duration | undefined
  /** The reason it stopped, for the links that are not attempted. Default: it was interrupted. */
  readonly stoppedBy?: () => string | undefined
  /** Is told of every link, with its outcome as the client reports it where it was attempted. */
  readonly count?: (outcome: LinkOutcome.LinkOutcome, told?: DeleteOutcome | InFlight) => void
  /** Is told why the deletion stops, unless `stop` is the reason. */
  readonly onStop?: (reason: StopReason) => void
}

const interruptedBefore = "The command was interrupted before its turn"

const unwritten = "Nothing more was sent, because something could not be written"

const brokenOff = (error: InputError.InputError, reported: number) =>
  Effect.as(
    reportLine(`${InputError.render(error)}. Nothing that follows was read.`),
    reported === 0 ? (2 as const) : (1 as const)
  )

const reasonOf = ({ _tag }: RunStopped["cause"]): StopReason => {
  switch (_tag) {
    case "OutageTooLong":
      return "Outage"
    case "JournalUnavailable":
      return "WriteFailed"
    case "JournalLost":
    case "JournalMismatch":
      return _tag
    default:
      return "Rejected"
  }
}

/**
 * Deletes links. When the key or the workspace is rejected, the links that follow are not attempted: each would be
 * rejected, too, and cost a request of the quota.
 *
 * Links that are final by the journal of the context are passed over, and not reported.
 *
 * @since 0.1.0
 * @category operations
 */
export const run = ({
  concurrency,
  count = () => {},
  giveUpAfter,
  onStop = () => {},
  report,
  source,
  stop = Effect.never,
  stoppedBy = () => undefined
}: Settings): Effect.Effect<ExitCode.ExitCode, never, Output | Userplane> =>
  Effect.gen(function* () {
    const journal = yield* Effect.serviceOption(Journal)
    const { failures } = yield* Output
    const unreported = new Map(source.named.map((ref) => [ref.linkId, ref]))
    const exitCodes = new Set<ExitCode.ExitCode>()
    let reported = 0
    let why: string | undefined

    const conclude = (outcome: LinkOutcome.LinkOutcome, told?: DeleteOutcome | InFlight): Effect.Effect<void> =>
      Effect.suspend(() => {
        reported += 1
        unreported.delete(outcome.ref.linkId)
        exitCodes.add(LinkOutcome.exitCode(outcome))
        why = LinkOutcome.spoilsTheRest(outcome) ?? why
        count(outcome, told)
        return report.outcome(outcome)
      }).pipe(Effect.uninterruptible)

    const wasFinal = (ref: LinkRef): boolean => Option.exists(journal, ({ state }) => state.isFinal(ref))

    const concludeTheRest = Effect.suspend(() => {
      if (failures.any()) why = unwritten
      return Effect.forEach(
        [...unreported.values()].filter((ref) => !wasFinal(ref)),
        (ref) => conclude(LinkOutcome.NotAttempted({ ref, why: why ?? stoppedBy() ?? interruptedBefore })),
        { discard: true }
      )
    })

    const links = deleteLinks(source.refs, {
      concurrency,
      giveUpAfter,
      stop,
      unreported: (links) => Effect.forEach(links, (link) => conclude(LinkOutcome.from(link), link), { discard: true })
    })

    yield* Stream.runForEach(links, (outcome) => conclude(LinkOutcome.from(outcome), outcome)).pipe(
      Effect.catchTags({
        InputError: (error) => {
          onStop("BadInput")
          return Effect.map(brokenOff(error, reported), (code) => exitCodes.add(code))
        },
        // What stopped it was told with its link, unless it is the journal.
        RunStopped: ({ cause, message }) => {
          onStop(reasonOf(cause))
          if (cause._tag === "OutageTooLong") {
            why = "The service could not be reached"
            return Effect.map(reportLine(`${message}.`), () => exitCodes.add(5))
          }
          if (cause._tag === "JournalMismatch") return Effect.map(reportLine(message), () => exitCodes.add(2))
          if (cause._tag === "JournalUnavailable" || cause._tag === "JournalLost") {
            failures.note(message)
            exitCodes.add(4)
          }
          return Effect.void
        }
      }),
      Effect.ensuring(concludeTheRest),
      Effect.ensuring(report.finished)
    )
    return ExitCode.combine(exitCodes)
  })
