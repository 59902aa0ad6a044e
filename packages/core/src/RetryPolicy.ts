/**
 * The retry policy: when to try again, and for how long. A service with a default, so that no layer is needed.
 *
 * A policy decides about retryable failures only (see `DeleteLinkError.isRetryable`). Whatever the policy, the
 * server's retry-after replaces the backoff when it is longer, one beyond `maxDelay` fails at once, and no attempt starts after the
 * total timeout.
 *
 * @since 0.1.0
 */
import type { FailureLike, Outcome } from "@effect-userplane/protocol/Failure"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"

/**
 * A failed call as a policy sees it, whichever operation was called: a `DeleteLinkError` or a `ListLinksError`.
 *
 * @since 0.1.0
 * @category models
 */
export type FailedCall = FailureLike & {
  readonly message: string
  /** The number of attempts the call has made. One that could not be sent counts too. */
  readonly attempts: number
  /** Absent where the operation changes nothing. */
  readonly outcome?: Outcome | undefined
  /** The time the server asked to wait, when it did. */
  readonly retryAfter?: Duration.Duration | undefined
}

/**
 * A retry policy.
 *
 * @since 0.1.0
 * @category models
 */
export interface Policy {
  /** The number of requests a call may send, from 1. */
  readonly maxAttempts: number
  /** The schedule of retries. Its input is the typed failure; when it ends, the failure stands. */
  readonly schedule: Schedule.Schedule<unknown, FailedCall>
  /** The longest retry-after of the server that is waited for. */
  readonly maxDelay: Duration.Duration
  /** The time one attempt may take. */
  readonly attemptTimeout: Duration.Duration
  /** The time the whole call may take, waits included. No attempt starts after it, and one under way ends with it. */
  readonly totalTimeout: Duration.Duration
}

/**
 * The two timeouts, which every policy has.
 *
 * @since 0.1.0
 * @category options
 */
export interface TimeoutOptions {
  /** The time one attempt may take: more than nothing. Default: 30 seconds. */
  readonly attemptTimeout?: Duration.DurationInput | undefined
  /** The time the whole call may take, waits included: more than nothing. Default: 2 minutes. */
  readonly totalTimeout?: Duration.DurationInput | undefined
}

/**
 * The timeouts, and the limit of what the server may ask to wait.
 *
 * @since 0.1.0
 * @category options
 */
export interface ScheduleOptions extends TimeoutOptions {
  /** The longest retry-after of the server that is waited for. Default: 30 seconds. */
  readonly maxDelay?: Duration.DurationInput | undefined
}

/**
 * The number of attempts, and the waits between them.
 *
 * @since 0.1.0
 * @category options
 */
export interface ExponentialOptions extends ScheduleOptions {
  /** The number of requests a call may send: a whole number from 1. Default: 5. */
  readonly maxAttempts?: number | undefined
  /** The backoff before the second attempt, before jitter. Default: 1 second. */
  readonly baseDelay?: Duration.DurationInput | undefined
  /** By how much each backoff exceeds the one before: a number from 1. Default: 2. */
  readonly factor?: number | undefined
  /**
   * `full` draws each delay evenly between nothing and the backoff, `none` waits the backoff itself. Default: `full`.
   */
  readonly jitter?: "full" | "none" | undefined
}

const requireOption = (holds: boolean, name: string, expected: string, actual: unknown): void => {
  if (!holds) throw new Cause.IllegalArgumentException(`RetryPolicy: ${name} must be ${expected}, not ${actual}`)
}

const timeout = (name: keyof TimeoutOptions, value: Duration.DurationInput): Duration.Duration => {
  const duration = Duration.decode(value)
  requireOption(Duration.greaterThan(duration, Duration.zero), name, "more than nothing", Duration.format(duration))
  return duration
}

const limits = (options: ScheduleOptions): Pick<Policy, "attemptTimeout" | "maxDelay" | "totalTimeout"> => ({
  attemptTimeout: timeout("attemptTimeout", options.attemptTimeout ?? "30 seconds"),
  totalTimeout: timeout("totalTimeout", options.totalTimeout ?? "2 minutes"),
  maxDelay: Duration.decode(options.maxDelay ?? "30 seconds")
})

/**
 * Exponential backoff with full jitter, capped after the jitter.
 *
 * @throws `IllegalArgumentException` when `maxAttempts` is not a whole number from 1, `factor` is below 1, or a timeout
 * is nothing.
 *
 * @example
 * ```ts
 * import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
 *
 * const patient = RetryPolicy.exponential({ maxAttempts: 8, maxDelay: "2 minutes", totalTimeout: "15 minutes" })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const exponential = (options: ExponentialOptions = {}): Policy => {
  const { maxAttempts = 5, factor = 2, jitter = "full" } = options
  requireOption(Number.isInteger(maxAttempts) && maxAttempts >= 1, "maxAttempts", "a whole number from 1", maxAttempts)
  requireOption(Number.isFinite(factor) && factor >= 1, "factor", "a number from 1", factor)
  const { maxDelay, ...timeouts } = limits(options)
  const share = jitter === "full" ? Random.next : Effect.succeed(1)
  return {
    ...timeouts,
    maxAttempts,
    maxDelay,
    schedule: Schedule.exponential(options.baseDelay ?? "1 second", factor).pipe(
      Schedule.modifyDelayEffect((_, backoff) =>
        Effect.map(share, (part) => Duration.min(Duration.times(backoff, part), maxDelay))
      )
    )
  }
}

/**
 * A schedule of your own. It sees every retryable failure as its input, and ends the call by ending itself.
 *
 * @throws `IllegalArgumentException` when a timeout is nothing.
 *
 * @example
 * ```ts
 * import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
 * import * as Schedule from "effect/Schedule"
 *
 * const onlyQuota = RetryPolicy.fromSchedule(
 *   Schedule.spaced("10 seconds").pipe(
 *     Schedule.whileInput((error: RetryPolicy.FailedCall) => error._tag === "RateLimited")
 *   )
 * )
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromSchedule = (
  schedule: Schedule.Schedule<unknown, FailedCall>,
  options: ScheduleOptions = {}
): Policy => ({ ...limits(options), maxAttempts: Number.POSITIVE_INFINITY, schedule })

/**
 * No retries: one request, whatever happens.
 *
 * @since 0.1.0
 * @category constructors
 */
export const none: Policy = { ...limits({}), maxAttempts: 1, schedule: Schedule.stop }

/**
 * The policy where none is provided: `exponential()`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const defaultPolicy: Policy = exponential()

/**
 * The retry policy in use. One that is provided to a call goes before one that was provided to the `Userplane` layer,
 * and that one before `defaultPolicy`.
 *
 * @since 0.1.0
 * @category references
 */
export class RetryPolicy extends Context.Reference<RetryPolicy>()("@effect-userplane/core/RetryPolicy", {
  defaultValue: (): Policy => defaultPolicy
}) {}

/**
 * Provides a policy.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (policy: Policy): Layer.Layer<RetryPolicy> => Layer.succeed(RetryPolicy, policy)

/**
 * The default policy: at most 5 attempts, exponential from 1 second by 2 with full jitter, at most 30 seconds between
 * two attempts, 30 seconds for an attempt and 2 minutes for the call.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerDefault: Layer.Layer<RetryPolicy> = layer(defaultPolicy)

/**
 * No retries: one request, whatever happens.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerNone: Layer.Layer<RetryPolicy> = layer(none)

/**
 * Exponential backoff; see `exponential`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerExponential = (options?: ExponentialOptions): Layer.Layer<RetryPolicy> => layer(exponential(options))

/**
 * A schedule of your own; see `fromSchedule`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerSchedule = (
  schedule: Schedule.Schedule<unknown, FailedCall>,
  options?: ScheduleOptions
): Layer.Layer<RetryPolicy> => layer(fromSchedule(schedule, options))

/**
 * Runs an effect with another retry policy.
 *
 * @example
 * ```ts
 * import { deleteLink } from "@effect-userplane/core/Links"
 * import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
 *
 * const once = deleteLink({ workspaceId: "ws_abc123", linkId: "lnk_abc123" }).pipe(
 *   RetryPolicy.within(RetryPolicy.none)
 * )
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const within: {
  (policy: Policy): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, policy: Policy): Effect.Effect<A, E, R>
} = dual(
  2,
  <A, E, R>(self: Effect.Effect<A, E, R>, policy: Policy): Effect.Effect<A, E, R> =>
    Effect.provideService(self, RetryPolicy, policy)
)
