/**
 * The retry decision, as arithmetic.
 *
 * @since 0.1.0
 */
import { type FailureLike, isRetryable } from "./Failure.js"

/**
 * The limits of a retry policy.
 *
 * @since 0.1.0
 * @category models
 */
export interface Limits {
  /** The number of requests a call may send, from 1. */
  readonly maxAttempts: number
  /** The longest time that is waited for because the server asked for it, in milliseconds. */
  readonly maxDelay: number
}

/**
 * Tells whether a failed call may make another attempt at all: the failure is retryable, an attempt is left, and the
 * server does not ask to wait for longer than the policy allows. Asking again sooner than that would only burn quota.
 *
 * @param attempts - How many attempts of the call count against the limit.
 * @param retryAfter - How long the server asked to wait, in milliseconds.
 *
 * @since 0.1.0
 * @category decisions
 */
export const mayRetry = (failure: FailureLike, limits: Limits, attempts: number, retryAfter: number): boolean =>
  isRetryable(failure) && attempts < limits.maxAttempts && retryAfter <= limits.maxDelay

/**
 * The time to wait before the next attempt, in milliseconds: what the server asked for replaces the backoff when it is
 * longer. `undefined` when the deadline leaves no time for an attempt.
 *
 * @param backoff - How long the policy waits, in milliseconds.
 * @param timeLeft - How long it is until the call's deadline, in milliseconds.
 *
 * @since 0.1.0
 * @category decisions
 */
export const delayOf = (backoff: number, retryAfter: number, timeLeft: number): number | undefined => {
  const delay = Math.max(backoff, retryAfter)
  return delay < timeLeft ? delay : undefined
}
