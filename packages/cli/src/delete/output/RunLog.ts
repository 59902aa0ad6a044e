/**
 * The log of a deletion: lines for people who look into it later.
 *
 * @since 0.1.0
 */
import { Quota, type Wait } from "@effect-userplane/core/Quota"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { LinkOutcome } from "./LinkOutcome.js"
import * as LinkResult from "./LinkResult.js"
import type { Summary } from "./RunSummary.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface RunLog {
  /** Writes a line, with the time. */
  readonly line: (text: string) => Effect.Effect<void>
}

/**
 * The log of a deletion that keeps none.
 *
 * @since 0.1.0
 * @category constructors
 */
export const none: RunLog = { line: () => Effect.void }

/**
 * Writes a line for a link that was not deleted.
 *
 * @since 0.1.0
 * @category writing
 */
export const outcome = ({ line }: RunLog, outcome: LinkOutcome): Effect.Effect<void> => {
  const { attempts, error, linkId, message, requestId, result, workspaceId } = LinkResult.fromOutcome(outcome)
  if (result === "Deleted" || result === "AlreadyGone") return Effect.void
  const tag = error === undefined ? "" : ` (${error})`
  const request = requestId === undefined ? "" : `, request ${requestId}`
  return line(`${result}${tag}: link ${linkId} of ${workspaceId}, attempts: ${attempts}${request}: ${message}`)
}

const pauseText = ({ outage, reason, until }: Wait): string | undefined => {
  const next = until === undefined ? "waiting for a response" : `next try at ${DateTime.formatIso(until)}`
  if (reason === "Pause") return `Paused: the server asked to wait, ${next}`
  if (reason !== "Outage") return undefined
  const since = outage === undefined ? "" : ` since ${DateTime.formatIso(outage.since)} (${outage.message})`
  return `Outage: no response${since}, ${next}`
}

/**
 * Writes a line for each pause and each outage, and for their end.
 *
 * @since 0.1.0
 * @category writing
 */
export const pauses = ({ line }: RunLog): Effect.Effect<void, never, Quota | Scope.Scope> =>
  Effect.flatMap(Quota, ({ waits }) => {
    let isPaused = false
    return waits.pipe(
      Stream.map((wait) => Option.getOrUndefined(Option.map(wait, pauseText))),
      Stream.changes,
      Stream.runForEach((text) => {
        const wasPaused = isPaused
        isPaused = text !== undefined
        if (text !== undefined) return line(text)
        return wasPaused ? line("Continued") : Effect.void
      }),
      Effect.forkScoped,
      Effect.asVoid
    )
  })

/**
 * Writes the last lines: why the deletion stopped, and its summary.
 *
 * @since 0.1.0
 * @category writing
 */
export const end = ({ line }: RunLog, summary: Summary): Effect.Effect<void> =>
  Effect.zipRight(
    summary.stopped === undefined ? Effect.void : line(`Stopped: ${summary.stopped}`),
    line(`Summary: ${JSON.stringify(summary)}`)
  )
