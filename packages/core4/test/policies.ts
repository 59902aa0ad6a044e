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
  stepTakes = 0
}: Shared.ScheduleOptions): Schedule.Schedule<unknown, RetryPolicy.FailedCall> => {
  const waits: Schedule.Schedule<unknown> = spaced === undefined ? Schedule.forever : Schedule.spaced(spaced)
  const limited: Schedule.Schedule<unknown> =
    recurs === undefined ? waits : Schedule.max([Schedule.recurs(recurs), waits])
  return limited.pipe(
    Schedule.setInputType<RetryPolicy.FailedCall>(),
    Schedule.tap(() => (stepTakes === 0 ? Effect.void : Effect.sleep(stepTakes))),
    Schedule.while(({ input }) => Effect.succeed(goesOn(input)))
  )
}

export const policyOf = (policy: Shared.Policy): RetryPolicy.Policy => {
  if (policy === "none") return RetryPolicy.none
  if (policy === "default") return RetryPolicy.defaultPolicy
  return "schedule" in policy
    ? RetryPolicy.fromSchedule(scheduleOf(policy.schedule), policy)
    : RetryPolicy.exponential(policy)
}

/** The layer of a policy that was made for the like of it. */
export const layerOf = (policy: Shared.Policy): Layer.Layer<never> => {
  if (policy === "none") return RetryPolicy.layerNone
  if (policy === "default") return RetryPolicy.layerDefault
  return "schedule" in policy
    ? RetryPolicy.layerSchedule(scheduleOf(policy.schedule), policy)
    : RetryPolicy.layerExponential(policy)
}
