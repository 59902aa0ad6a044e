import { isRateLimited, isUnanswered } from "@effect-userplane/protocol/Failure"
import { notStarted } from "@effect-userplane/protocol/Progress"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Permit, Quota } from "../../Quota.js"
import type { FailedCall } from "../../RetryPolicy.js"
import type { Supervise } from "../call/call.js"

/** Tells the quota what became of a request, so that whoever shares it waits as well. */
const tell = (permit: Permit, subject: string, hasLeft: boolean, error: FailedCall): Effect.Effect<unknown> => {
  const { message, retryAfter, status } = error
  if (!hasLeft) return permit.unsent
  if (isRateLimited(error)) return permit.rateLimited({ retryAfter })
  return isUnanswered(error) ? permit.unanswered({ subject, message, status, retryAfter }) : Effect.void
}

/**
 * Makes each request of a call with a permit of the quota. The time that it waits for one does not count against the policy.
 *
 * @param subject - What is asked for.
 */
export const underQuota =
  <A, E extends FailedCall>(quota: Context.Tag.Service<Quota>, subject: string): Supervise<A, E> =>
  ({ attemptTimeout }) => {
    let millis = 0
    return {
      from: notStarted,
      uncounted: () => ({ attempts: 0, millis }),
      admit: (send) =>
        quota.permit(
          (permit) => {
            let hasLeft = false
            millis += Duration.toMillis(permit.waited)
            return send(() => {
              hasLeft = true
            }).pipe(
              Effect.tapError(({ error }) => Effect.suspend(() => tell(permit, subject, hasLeft, error))),
              Effect.mapError((failure) => ({ ...failure, next: "Decide" }))
            )
          },
          { timeout: attemptTimeout }
        )
    }
  }
