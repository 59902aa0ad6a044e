/**
 * The progress of a call, from one attempt to the next.
 *
 * @since 0.1.0
 */
import type { Outcome } from "./Failure.js"

/**
 * The progress of a call.
 *
 * @since 0.1.0
 * @category models
 */
export interface Progress {
  /** The number of attempts that were made. */
  readonly attempts: number
  /** True when one of them may have been carried out without its response being seen. */
  readonly mayBeDone: boolean
}

/**
 * The progress of a call that has made no attempt.
 *
 * @since 0.1.0
 * @category constructors
 */
export const notStarted: Progress = { attempts: 0, mayBeDone: false }

/**
 * Reads the progress of a call off its failure.
 *
 * @param error - The failure. Without an `outcome`, the operation changes nothing.
 *
 * @since 0.1.0
 * @category constructors
 */
export const progressOf = (error: { readonly attempts: number; readonly outcome?: Outcome | undefined }): Progress => ({
  attempts: error.attempts,
  mayBeDone: error.outcome === "Unknown"
})
