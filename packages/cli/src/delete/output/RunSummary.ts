/**
 * The summary of a deletion: counts of everything, why it stopped, and how it ended.
 *
 * @since 0.1.0
 */
import * as DeleteSummary from "@effect-userplane/core/DeleteSummary"
import type { DeleteOutcome, InFlight } from "@effect-userplane/core/Links"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import type { ExitCode } from "../../command/ExitCode.js"
import type { LinkOutcome } from "./LinkOutcome.js"
import * as LinkResult from "./LinkResult.js"

/**
 * The reason a deletion stopped before its last link.
 *
 * @since 0.1.0
 * @category models
 */
export type StopReason =
  | "Interrupted"
  | "Rejected"
  | "Outage"
  | "Until"
  | "MaxDuration"
  | "WriteFailed"
  | "JournalLost"
  | "JournalMismatch"
  | "BadInput"
  | "Bug"

/**
 * The record. `NdjsonFields` describes its fields.
 *
 * @since 0.1.0
 * @category models
 */
export interface Summary {
  readonly type: "summary"
  readonly links: number
  readonly results: { readonly [R in LinkResult.Result]: number }
  readonly confirmations: DeleteSummary.DeleteSummary["confirmations"]
  readonly failures: { readonly [tag: string]: number }
  readonly requests: number
  readonly retries: number
  readonly waitedMillis: number
  readonly startedAt: string | undefined
  readonly endedAt: string | undefined
  readonly pending: number | undefined
  readonly stopped: StopReason | undefined
  readonly exitCode: ExitCode
}

/**
 * Sums up the outcomes of a deletion.
 *
 * @since 0.1.0
 * @category constructors
 */
export class RunSummary {
  private told = DeleteSummary.empty
  private inFlightRequests = 0
  private inFlightRetries = 0
  private readonly results = { Deleted: 0, AlreadyGone: 0, NotDeleted: 0, Unknown: 0, NotAttempted: 0 }
  private links = 0

  /**
   * @param told - The outcome as the client reports it. A link that was not attempted has none.
   */
  add(outcome: LinkOutcome, told?: DeleteOutcome | InFlight): void {
    this.links += 1
    this.results[LinkResult.fromOutcome(outcome).result] += 1
    if (told === undefined) return
    if (told._tag === "InFlight") {
      this.inFlightRequests += told.requests
      this.inFlightRetries += told.requests - 1
    } else {
      this.told = DeleteSummary.add(this.told, told)
    }
  }

  get notAttempted(): number {
    return this.results.NotAttempted
  }

  record(ended: Pick<Summary, "exitCode" | "pending" | "stopped">): Summary {
    const { confirmations, failures, first, last, requests, retries, waited } = this.told
    return {
      type: "summary",
      links: this.links,
      results: { ...this.results },
      confirmations,
      failures,
      requests: requests + this.inFlightRequests,
      retries: retries + this.inFlightRetries,
      waitedMillis: Duration.toMillis(waited),
      startedAt: Option.getOrUndefined(Option.map(first, DateTime.formatIso)),
      endedAt: Option.getOrUndefined(Option.map(last, DateTime.formatIso)),
      pending: ended.pending,
      stopped: ended.stopped,
      exitCode: ended.exitCode
    }
  }
}
