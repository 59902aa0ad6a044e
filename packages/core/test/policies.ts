/** The policies of the tests that all clients share, as this client has them. */
import type * as Shared from "@effect-userplane/testing/Client"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as RetryPolicy from "../src/RetryPolicy.js"

const scheduleOf = ({
  goesOn = () => true,
  recurs,
  spaced,
  stepTakes
}: Shared.ScheduleOptions): Schedule.Schedule<unknown, RetryPolicy.FailedCall> => {
  const waits: Schedule.Schedule<unknown> = spaced === undefined ? Schedule.forever : Schedule.spaced(spaced)
  const limited: Schedule.Schedule<unknown> =
    recurs === undefined ? waits : Schedule.intersect(Schedule.recurs(recurs), waits)
  const slow: Schedule.Schedule<unknown> =
    stepTakes === undefined ? limited : Schedule.tapInput(limited, () => Effect.sleep(stepTakes))
  return Schedule.whileInput(slow, goesOn)
}

export const policyOf = (policy: Shared.Policy): RetryPolicy.Policy => {
  if (policy === "none") return RetryPolicy.none
  if (policy === "default") return RetryPolicy.defaultPolicy
  return "schedule" in policy
    ? RetryPolicy.fromSchedule(scheduleOf(policy.schedule), policy)
    : RetryPolicy.exponential(policy)
}

/** The layer of a policy that was made for the like of it. */
export const layerOf = (policy: Shared.Policy): Layer.Layer<RetryPolicy.RetryPolicy> => {
  if (policy === "none") return RetryPolicy.layerNone
  if (policy === "default") return RetryPolicy.layerDefault
  return "schedule" in policy
    ? RetryPolicy.layerSchedule(scheduleOf(policy.schedule), policy)
    : RetryPolicy.layerExponential(policy)
}
