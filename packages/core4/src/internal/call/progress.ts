import type { FailedCall } from "../../RetryPolicy.js"

/** The progress of a call. */
export interface Progress {
  /** The number of attempts that were made. */
  readonly attempts: number
  /** True when one of them may have been carried out without its response being seen. */
  readonly mayBeDone: boolean
}

export const notStarted: Progress = { attempts: 0, mayBeDone: false }

/** A failure says by itself how far its call has come. */
export const progressOf = (error: FailedCall): Progress => ({
  attempts: error.attempts,
  mayBeDone: error.outcome === "Unknown"
})
