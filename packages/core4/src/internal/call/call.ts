import * as BaseUrl from "@effect-userplane/protocol/BaseUrl"
import { anotherKeyMayHelp, type DeclaredTag } from "@effect-userplane/protocol/Failure"
import { notStarted, type Progress, progressOf } from "@effect-userplane/protocol/Progress"
import * as Request from "@effect-userplane/protocol/Request"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import { constVoid } from "effect/Function"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as RetryPolicy from "../../RetryPolicy.js"
import { Userplane } from "../../Userplane.js"
import { memoize } from "../memoize.js"
import type { ClientOperation } from "../model/operation.js"
import { millisOf } from "../telemetry/clock.js"
import { observeCall, retried } from "../telemetry/telemetry.js"
import { type AttemptFailure, attempt } from "./attempt.js"
import { decide, startBackoff } from "./retryDecision.js"

// The reference always answers. Under a service of the same name, it is only found where it was provided.
const ProvidedPolicy = Context.Service<RetryPolicy.Policy>(RetryPolicy.RetryPolicy.key)

/** Makes a request, and calls `leaving` when it is about to leave: before that, it certainly has not. */
export type SendRequest<A, E> = (leaving: () => void) => Effect.Effect<A, AttemptFailure<E>>

/** The failure of a request that a run has admitted. */
export interface AdmittedFailure<E> extends AttemptFailure<E> {
  /**
   * The next step of the call.
   *
   * - `Decide`: the policy decides.
   * - `AskAgain`: the whole run waits for what caused the failure, and another attempt follows.
   * - `Fail`: the failure stands.
   */
  readonly next: "Decide" | "AskAgain" | "Fail"
}

/** The part that a run over many links has in each of its calls. */
export interface Supervision<A, E> {
  /** The progress of the call before. */
  readonly from: Progress
  /** Makes a request once the run lets it through. */
  readonly admit: (send: SendRequest<A, E>, progress: Progress) => Effect.Effect<A, AdmittedFailure<E>>
  /** The attempts and the milliseconds that do not count against the policy, by now. */
  readonly uncounted: () => { readonly attempts: number; readonly millis: number }
}

/** Makes the part of a run in a call, under the policy in use. */
export type Supervise<A, E> = (policy: RetryPolicy.Policy) => Supervision<A, E>

/** The parts of a base URL that every request needs, worked out once: the getters of a `URL` are slow. */
const endpointOf = memoize((url: URL) => ({ prefix: BaseUrl.prefixOf(url), server: BaseUrl.serverOf(url) }))

const nothing = { attempts: 0, millis: 0 }

/** A call by itself is let through at once. */
const alone = <A, E>(): Supervision<A, E> => ({
  from: notStarted,
  admit: (send) => Effect.mapError(send(constVoid), (failure) => ({ ...failure, next: "Decide" })),
  uncounted: () => nothing
})

/** An attempt that is to be made. */
interface NextAttempt {
  readonly progress: Progress
  /** The key in place of one that was rejected. Without it, the source is asked. */
  readonly key: Option.Option<Redacted.Redacted>
}

/**
 * A call: the one URL of its ids, and as many attempts as it takes.
 *
 * @param supervise - The part of a run over many links in the call, under the policy in use.
 */
export const call = <Input extends object, Value, T extends DeclaredTag, A, E extends RetryPolicy.FailedCall>(
  operation: ClientOperation<Input, Value, T, A, E>,
  input: Input,
  supervise: Supervise<A, E> = alone
): Effect.Effect<A, E, Userplane> =>
  observeCall(operation, input, ({ clock, context, span }) => {
    const client = Context.get(context, Userplane)
    const { prefix, server } = endpointOf(client.baseUrl)
    const url = Request.urlOf(operation.protocol, prefix, input)
    if (!url.ok) return Effect.fail(operation.failure(url.failure))

    const policy = Context.getOrElse(context, ProvidedPolicy, () => client.retryPolicy)
    const { admit, from, uncounted } = supervise(policy)
    const backoff = startBackoff(policy)
    const request = { operation, input, url: url.value, server, client, clock, context, span }
    const lastMoment = millisOf(clock) + Duration.toMillis(policy.totalTimeout)
    const timeLeft = () => lastMoment + uncounted().millis - millisOf(clock)
    const timeForAttempt = () => Math.min(Duration.toMillis(policy.attemptTimeout), timeLeft())

    const attempts = (next: NextAttempt): Effect.Effect<A, E> => {
      const { key, progress } = next
      const source = Option.match(key, { onNone: () => client.apiKey.current, onSome: Effect.succeed })
      const send: SendRequest<A, E> = (leaving) =>
        Effect.suspend(() => attempt(request, progress, timeForAttempt(), source, leaving))
      return Effect.catch(admit(send, progress), (failure) =>
        Effect.flatMap(Effect.withParentSpan(afterFailure(failure, next), span, { captureStackTrace: false }), attempts)
      )
    }

    const afterFailure = ({ error, key, next }: AdmittedFailure<E>, { key: replacement }: NextAttempt) =>
      Effect.gen(function* () {
        if (next === "Fail") return yield* Effect.fail(error)
        const progress = progressOf(error)
        if (next === "AskAgain") {
          yield* retried(error)
          return { progress, key: replacement }
        }
        const counted = progress.attempts - uncounted().attempts
        const mayReplaceKey = Option.isNone(replacement) && anotherKeyMayHelp(error) && counted < policy.maxAttempts
        const otherKey = mayReplaceKey ? yield* anotherKey(key) : Option.none()
        const wait = Option.isSome(otherKey)
          ? Option.some(0)
          : yield* decide(policy, error, backoff, { attempts: counted, timeLeft: timeLeft() })
        if (Option.isNone(wait)) return yield* Effect.fail(error)
        if (wait.value > 0) yield* Effect.sleep(Math.ceil(wait.value))
        // Again, because a schedule may take time over its step, and a sleeping machine wakes up late.
        if (timeLeft() <= 0) return yield* Effect.fail(error)
        yield* retried(error)
        return { progress, key: otherKey }
      })

    const anotherKey = (rejected: Redacted.Redacted) =>
      client.apiKey.current.pipe(
        Effect.timeout(timeForAttempt()),
        Effect.option,
        Effect.map(Option.filter((key) => !Equal.equals(key, rejected)))
      )

    return attempts({ progress: from, key: Option.none() })
  })
