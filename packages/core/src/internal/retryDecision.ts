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
  return Effect.map(policy.schedule.step(time.now, error, state), ([next, , decision]) => {
    if (ScheduleDecision.isDone(decision)) return Option.none()
    const backoff = ScheduleIntervals.start(decision.intervals) - time.now
    const millis = Math.max(backoff, hint)
    return time.now + millis < time.deadline ? Option.some({ millis, state: next }) : Option.none()
  })
}
