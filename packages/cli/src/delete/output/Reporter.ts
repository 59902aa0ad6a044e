/**
 * The reporter of results while links are being deleted.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type { LinkOutcome } from "./LinkOutcome.js"
import type { Summary } from "./RunSummary.js"

/**
 * A way to tell results. A link is settled once at most; one that was sent is, also when the command is interrupted.
 *
 * @since 0.1.0
 * @category models
 */
export interface Report {
  /** It is known what became of the link. */
  readonly settled: (outcome: LinkOutcome) => Effect.Effect<void>
  /** No other link will be settled. */
  readonly finished: Effect.Effect<void>
}

/**
 * A report that ends with a summary.
 *
 * @since 0.1.0
 * @category models
 */
export interface SummedUp extends Report {
  readonly summary: (summary: Summary) => Effect.Effect<void>
}
