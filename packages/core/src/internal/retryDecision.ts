import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ScheduleDecision from "effect/ScheduleDecision"
import * as ScheduleIntervals from "effect/ScheduleIntervals"
import { type DeleteLinkError, isRetryable } from "../DeleteLinkError.js"
import type { Policy } from "../RetryPolicy.js"

/** The state of a schedule between two of its steps. Only the schedule itself can read it. */
export type ScheduleState = Policy["schedule"]["initial"]

/** Wait so many milliseconds, then make another attempt. */
export interface Wait {
  readonly millis: number
  readonly state: ScheduleState
}

const hintOf = (error: DeleteLinkError): number =>
  "retryAfter" in error && error.retryAfter !== undefined ? Duration.toMillis(error.retryAfter) : 0

/** How long the schedule waits after a failure: `None` when it has ended. */
export const backoffAfter = (
  { schedule }: Policy,
  error: DeleteLinkError,
  state: ScheduleState,
  now: number
): Effect.Effect<Option.Option<Wait>> =>
  Effect.map(schedule.step(now, error, state), ([next, , decision]) =>
    ScheduleDecision.isDone(decision)
      ? Option.none()
      : Option.some({ millis: ScheduleIntervals.start(decision.intervals) - now, state: next })
  )

/**
 * Whether to make another attempt after a failure, and when: `None` lets the failure stand.
 *
 * The schedule is stepped by hand, because a driver would sleep by itself and leave no room for the server's hint and
 * for the deadline.
 */
export const decide = (
  policy: Policy,
  error: DeleteLinkError,
  state: ScheduleState,
  time: { readonly now: number; readonly deadline: number }
): Effect.Effect<Option.Option<Wait>> => {
  const hint = hintOf(error)
  if (!isRetryable(error) || error.attempts >= policy.maxAttempts || hint > Duration.toMillis(policy.maxDelay)) {
    return Effect.succeedNone
  }
  return Effect.map(
    backoffAfter(policy, error, state, time.now),
    Option.flatMap((wait) => {
      const millis = Math.max(wait.millis, hint)
      return time.now + millis < time.deadline ? Option.some({ ...wait, millis }) : Option.none()
    })
  )
}
