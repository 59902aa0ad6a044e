import { delayOf, mayRetry } from "@effect-userplane/protocol/Retry"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"
import type { FailedCall, Policy } from "../../RetryPolicy.js"

/** The steps of a schedule, in turn. They keep its state. */
type Steps = Effect.Success<ReturnType<typeof Schedule.toStep<unknown, FailedCall, never, never>>>

/**
 * The backoff of one call: each evaluation gives the milliseconds that the policy's schedule waits after a failure, or `None`
 * when the schedule has ended.
 */
export type Backoff = (error: FailedCall) => Effect.Effect<Option.Option<number>>

/**
 * Starts the backoff of a call. The schedule itself begins with the first failure, so a call that succeeds pays nothing for it.
 *
 * The schedule is stepped by hand, because `Effect.retry` would sleep by itself and leave no room for what the server asks for
 * and for the deadline.
 */
export const startBackoff = ({ schedule }: Policy): Backoff => {
  let started: Steps | undefined
  const steps = Effect.suspend(() =>
    started === undefined
      ? Effect.tap(Schedule.toStep(schedule), (steps) =>
          Effect.sync(() => {
            started = steps
          })
        )
      : Effect.succeed(started)
  )
  return (error) =>
    Effect.flatMap(steps, (step) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Pull.matchEffect(step(now, error), {
          onSuccess: ([, delay]) => Effect.succeedSome(Duration.toMillis(delay)),
          onDone: () => Effect.succeedNone,
          onFailure: Effect.failCause
        })
      )
    )
}

const retryAfterOf = ({ retryAfter }: FailedCall): number =>
  retryAfter === undefined ? 0 : Duration.toMillis(retryAfter)

/**
 * How many milliseconds to wait before another attempt: `None` lets the failure stand.
 *
 * @param attempts - How many attempts count against the policy's limit.
 * @param timeLeft - How long it is until the call's deadline, in milliseconds.
 */
export const decide = (
  policy: Policy,
  error: FailedCall,
  backoff: Backoff,
  { attempts, timeLeft }: { readonly attempts: number; readonly timeLeft: number }
): Effect.Effect<Option.Option<number>> => {
  const retryAfter = retryAfterOf(error)
  const limits = { maxAttempts: policy.maxAttempts, maxDelay: Duration.toMillis(policy.maxDelay) }
  if (!mayRetry(error, limits, attempts, retryAfter)) return Effect.succeedNone
  return Effect.map(
    backoff(error),
    Option.flatMap((millis) => Option.fromUndefinedOr(delayOf(millis, retryAfter, timeLeft)))
  )
}
