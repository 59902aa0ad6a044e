import { delayOf, mayRetry } from "@effect-userplane/protocol/Retry"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ScheduleDecision from "effect/ScheduleDecision"
import * as ScheduleIntervals from "effect/ScheduleIntervals"
import type { FailedCall, Policy } from "../../RetryPolicy.js"

/** The state of a schedule between two of its steps. Only the schedule itself can read it. */
export type ScheduleState = Policy["schedule"]["initial"]

/** Wait so many milliseconds, then make another attempt. */
export interface Wait {
  readonly millis: number
  readonly state: ScheduleState
}

const retryAfterOf = ({ retryAfter }: FailedCall): number =>
  retryAfter === undefined ? 0 : Duration.toMillis(retryAfter)

/**
 * The time the schedule waits after a failure: `None` when it has ended.
 *
 * The schedule is stepped by hand, because a driver would sleep by itself and leave no room for what the server asks for
 * and for the deadline.
 */
export const backoffAfter = (
  { schedule }: Policy,
  error: FailedCall,
  state: ScheduleState
): Effect.Effect<Option.Option<Wait>> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.map(schedule.step(now, error, state), ([next, , decision]) =>
      ScheduleDecision.isDone(decision)
        ? Option.none()
        : Option.some({ millis: ScheduleIntervals.start(decision.intervals) - now, state: next })
    )
  )

/**
 * Decides whether and when to make another attempt after a failure: `None` lets the failure stand.
 *
 * @param attempts - How many attempts count against the policy's limit.
 * @param timeLeft - How long it is until the call's deadline, in milliseconds.
 */
export const decide = (
  policy: Policy,
  error: FailedCall,
  state: ScheduleState,
  { attempts, timeLeft }: { readonly attempts: number; readonly timeLeft: number }
): Effect.Effect<Option.Option<Wait>> => {
  const retryAfter = retryAfterOf(error)
  const limits = { maxAttempts: policy.maxAttempts, maxDelay: Duration.toMillis(policy.maxDelay) }
  if (!mayRetry(error, limits, attempts, retryAfter)) return Effect.succeedNone
  return Effect.map(
    backoffAfter(policy, error, state),
    Option.flatMap((wait) => {
      const millis = delayOf(wait.millis, retryAfter, timeLeft)
      return millis === undefined ? Option.none() : Option.some({ ...wait, millis })
    })
  )
}
