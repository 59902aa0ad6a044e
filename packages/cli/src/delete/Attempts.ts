/**
 * The retry policy of the options `--max-attempts` and `--timeout`.
 *
 * @since 0.1.0
 */
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Duration from "effect/Duration"

/**
 * @since 0.1.0
 * @category options
 */
export interface Options {
  readonly maxAttempts: number
  readonly timeout: Duration.Duration
}

/** The longest that a call is waited for after a failure. */
const maxDelay = Duration.seconds(30)

/**
 * The policy. The attempts bound the call: its total time is what they can take at most.
 *
 * @since 0.1.0
 * @category constructors
 */
export const policyOf = ({ maxAttempts, timeout }: Options): RetryPolicy.Policy =>
  RetryPolicy.exponential({
    maxAttempts,
    maxDelay,
    attemptTimeout: timeout,
    totalTimeout: Duration.times(Duration.sum(timeout, maxDelay), maxAttempts)
  })
