/**
 * Deletes links one after another, and tells of each what became of it.
 *
 * @since 0.1.0
 */
import { deleteLink, type LinkRef } from "@effect-userplane/core/Links"
import type { Userplane } from "@effect-userplane/core/Userplane"
import * as Effect from "effect/Effect"
import * as ExitCode from "./ExitCode.js"
import * as LinkOutcome from "./LinkOutcome.js"
import type { Report } from "./Report.js"

const interruptedBefore = "The command was interrupted before its turn"

/**
 * Deletes links. When the key or the workspace is refused, the links that follow are not attempted: each would meet the
 * same refusal and cost a request of the quota.
 *
 * @param refs - The links, no two of them the same.
 *
 * @since 0.1.0
 * @category operations
 */
export const run = (refs: ReadonlyArray<LinkRef>, report: Report): Effect.Effect<ExitCode.ExitCode, never, Userplane> =>
  Effect.suspend(() => {
    const unsettled = new Set(refs)
    const underWay = new Set<LinkRef>()
    const exitCodes = new Set<ExitCode.ExitCode>()
    let spoilt: string | undefined

    const settle = (outcome: LinkOutcome.LinkOutcome): Effect.Effect<void> =>
      Effect.suspend(() => {
        unsettled.delete(outcome.ref)
        exitCodes.add(LinkOutcome.exitCode(outcome))
        spoilt ??= LinkOutcome.spoilsTheRest(outcome)
        return report.settled(outcome)
      })

    // What is known of a link is told even when the interrupt comes in that very moment.
    const attempt = (ref: LinkRef) =>
      Effect.uninterruptibleMask((restore) => {
        if (spoilt !== undefined) return settle(LinkOutcome.NotAttempted({ ref, why: spoilt }))
        underWay.add(ref)
        return report.started(ref).pipe(
          Effect.zipRight(restore(Effect.either(deleteLink(ref)))),
          Effect.flatMap((result) => settle(LinkOutcome.fromEither(ref, result)))
        )
      })

    const settleTheRest = Effect.suspend(() =>
      Effect.forEach(
        [...unsettled],
        (ref) =>
          settle(
            underWay.has(ref)
              ? LinkOutcome.Interrupted({ ref })
              : LinkOutcome.NotAttempted({ ref, why: interruptedBefore })
          ),
        { discard: true }
      )
    )

    return Effect.forEach(refs, attempt, { discard: true }).pipe(
      Effect.onInterrupt(() => settleTheRest),
      Effect.ensuring(report.finished),
      Effect.map(() => ExitCode.combine(exitCodes))
    )
  })
