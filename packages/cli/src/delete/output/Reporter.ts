/**
 * The reporter of results while links are being deleted.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type { LinkOutcome } from "./LinkOutcome.js"
import type { Summary } from "./RunSummary.js"

/**
 * A reporter of results. A link is reported at most once; one that was sent always is, also when the command is interrupted.
 *
 * @since 0.1.0
 * @category models
 */
export interface Report {
  /** Reports the outcome of a link. */
  readonly outcome: (outcome: LinkOutcome) => Effect.Effect<void>
  /** Ends the results: no other link will be reported. */
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
