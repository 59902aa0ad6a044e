import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type { DeleteLinkError } from "../DeleteLinkError.js"
import { defaultPolicy, type Policy } from "../RetryPolicy.js"
import type { Userplane } from "../Userplane.js"
import { notStarted, type Progress, progressOf, type Request, type Result } from "./call.js"
import { AlreadyGone, Deleted, type DeleteOutcome, Failed, InFlight } from "./deleteOutcome.js"
import type { Journal } from "./journal.js"
import type { JournalLost, JournalUnavailable } from "./journalError.js"
import type { Line } from "./journalLine.js"
import { type DeletedLink, keyOf, type LinkRef } from "./link.js"
import { currentMillis } from "./monotonic.js"
import type { Permit, Quota, Suspicion } from "./quota.js"
import * as RequestOutcome from "./requestOutcome.js"
import { backoffAfter, type Wait as RetryWait } from "./retryDecision.js"
import * as RetryLoop from "./retryLoop.js"
import * as Telemetry from "./telemetry.js"
import { Uncounted } from "./uncounted.js"

/** What the turns of a run share. */
export interface Shared {
  readonly quota: Context.Tag.Service<Quota>
  readonly journal: Context.Tag.Service<Journal>
  /** Whether nothing more is to be sent. */
  readonly isStopping: () => boolean
  /** Stops the run, since its journal cannot be written. */
  readonly journalFailed: (error: JournalLost | JournalUnavailable) => Effect.Effect<void>
  /**
   * Waits until it is known whether there is an outage, while another link is asked for.
   *
   * @param isEnough - Whether what this link met may be called one where there is no other link to ask for.
   */
  readonly verdict: (suspicion: Suspicion, isEnough: boolean) => Effect.Effect<boolean>
}

/** A request that has ended. */
interface Ended {
  readonly result: RequestOutcome.Result
  /** Whether it got as far as the transport. */
  readonly left: boolean
  readonly took: number
}

interface Next {
  readonly result: RequestOutcome.Result
  /** Whether to ask again, at the next turn, whatever the policy says. */
  readonly again: boolean
}

type Refusal = Extract<DeleteLinkError, { readonly status: number }>

const isRefusal = (error: DeleteLinkError): error is Refusal => "status" in error && error.status === 429

const isRefused = (result: RequestOutcome.Result): result is Either.Left<Refusal, DeletedLink> =>
  Either.isLeft(result) && isRefusal(result.left)

/** One link's turn in a run: its requests, each with a permit of the quota and with its lines in the journal. */
export class LinkTurn {
  readonly ref: LinkRef
  /** Whether a request is under way, or is about to leave. */
  inFlight = false
  /** Whether the request that is under way may have left. */
  private hasLeft = false
  private readonly shared: Shared
  private readonly startedAt: number
  private readonly from: Progress
  private callStartedAt = 0
  private uncounted = new Uncounted(0)
  /** Set after a request that was not answered. */
  private suspicion: Suspicion | undefined
  /** Whether an earlier suspicion was no outage. */
  private isContradicted = false
  private requests = 0
  private waited = 0
  private policy: Policy = defaultPolicy
  private refusalState = defaultPolicy.schedule.initial
  private last: RequestOutcome.Result | undefined

  constructor(shared: Shared, ref: LinkRef, now: number) {
    this.shared = shared
    this.ref = ref
    this.startedAt = now
    const before = shared.journal.state.open(ref)
    this.from =
      before === undefined
        ? notStarted
        : { attempts: before.attempts, open: before.inFlight || before.outcome === "Unknown" }
  }

  /** The call, with all of its requests. It ends as if interrupted when the run stops before the link's outcome is known. */
  readonly call = Effect.suspend(() => Effect.tap(this.callFrom(this.from), (result) => this.noteUnsent(result)))

  // No link fails for an outage: a call that ended before it was noticed begins anew.
  private callFrom(from: Progress): Effect.Effect<RequestOutcome.Result, never, Userplane> {
    return Effect.gen(this, function* () {
      this.callStartedAt = yield* currentMillis
      this.uncounted = new Uncounted(from.attempts)
      const result = yield* Effect.either(
        RetryLoop.deleteLink(this.ref, {
          from,
          around: (request, progress) => this.around(request, progress),
          policy: (policy) => this.withOwnAttempts(policy),
          waited: () => this.uncounted.millis
        })
      )
      const { suspicion } = this
      if (Either.isRight(result) || suspicion === undefined || !this.mayAskAgain(result.left)) return result
      // Where others were answered while this link was not, the trouble is its own.
      const isEnough = RequestOutcome.isUnconnected(result.left) && !this.isContradicted
      const isOutage = yield* this.shared.verdict(suspicion, isEnough)
      return isOutage ? yield* this.callFrom(progressOf(result.left)) : result
    })
  }

  outcome(result: RequestOutcome.Result, now: number): DeleteOutcome {
    const { linkId, workspaceId } = this.ref
    const fields = {
      workspaceId,
      linkId,
      requests: this.requests,
      waited: Duration.millis(this.waited),
      startedAt: DateTime.unsafeMake(this.startedAt),
      endedAt: DateTime.unsafeMake(now)
    }
    if (Either.isRight(result)) return new Deleted({ ...fields, link: result.right }, true)
    const error = result.left
    return error._tag === "LinkGone"
      ? new AlreadyGone({ ...fields, error }, true)
      : new Failed({ ...fields, error }, true)
  }

  /** What there is to say of a link whose call was ended before its time: nothing when no request was sent. */
  leftover(now: number): DeleteOutcome | InFlight | undefined {
    if (this.hasLeft) return new InFlight({ ...this.ref, requests: this.requests, outcome: "Unknown" }, true)
    return this.last === undefined || this.isPending(this.last) ? undefined : this.outcome(this.last, now)
  }

  // What was asked for in an outage has not failed. It is another matter when it may have been deleted before.
  private isPending(last: RequestOutcome.Result): boolean {
    return this.suspicion?.isOutage() === true && Either.isLeft(last) && last.left.outcome === "NotDeleted"
  }

  // What cannot be sent has its line as well.
  private noteUnsent(result: RequestOutcome.Result): Effect.Effect<unknown> {
    return Either.isLeft(result) && result.left._tag === "InvalidLinkRef"
      ? Effect.flatMap(Clock.currentTimeMillis, (now) =>
          this.write(RequestOutcome.ended({ ref: this.ref, attempt: 0, took: 0, now }, result))
        )
      : Effect.void
  }

  // What was sent in a run before, was refused for the quota or met an outage takes nothing from the attempts that the
  // policy allows. Refusals are dealt with here.
  private withOwnAttempts(policy: Policy): Policy {
    this.policy = policy
    this.refusalState = policy.schedule.initial
    const uncounted = (): number => this.uncounted.attempts
    return {
      ...policy,
      schedule: Schedule.whileInput(policy.schedule, (error) => !isRefusal(error)),
      get maxAttempts() {
        return policy.maxAttempts + uncounted()
      }
    }
  }

  private around(request: Request, progress: Progress): Result {
    const permitted = this.shared.quota.permit((permit) =>
      Effect.suspend(() => {
        if (this.shared.isStopping()) return Effect.zipRight(permit.unsent, Effect.interrupt)
        this.waited += Duration.toMillis(permit.waited)
        this.uncounted.waited(Duration.toMillis(permit.waited))
        return Effect.flatMap(this.send(permit, request, progress), (ended) => this.afterRequest(permit, ended))
      })
    )
    return Effect.flatMap(permitted, ({ again, result }) =>
      again && Either.isLeft(result) ? this.around(request, progressOf(result.left)) : result
    )
  }

  // Nothing but the request itself is interruptible, so that each has its two lines.
  private send(permit: Permit, request: Request, progress: Progress): Effect.Effect<Ended> {
    const { ref } = this
    const attempt = progress.attempts + 1
    return Effect.uninterruptibleMask((restore) =>
      Effect.gen(this, function* () {
        const isWritten = yield* Effect.flatMap(Clock.currentTimeMillis, (now) =>
          this.write(RequestOutcome.sending(ref, attempt, now))
        )
        const sentAt = yield* currentMillis
        const asOfNow = Effect.map(Effect.zip(Clock.currentTimeMillis, currentMillis), ([now, millis]) => ({
          ref,
          attempt,
          now,
          took: millis - sentAt
        }))
        if (!isWritten) return yield* Effect.zipRight(permit.unsent, Effect.interrupt)
        this.inFlight = true
        this.requests += 1
        const leaving = () => {
          this.hasLeft = true
        }
        const result = yield* Effect.onInterrupt(restore(Effect.either(request(progress, leaving))), () =>
          Effect.flatMap(asOfNow, (sent) =>
            this.write(RequestOutcome.givenUp(sent, this.hasLeft || progress.open)).pipe(
              Effect.zipRight(this.hasLeft ? Effect.void : permit.unsent)
            )
          )
        )
        const sent = yield* asOfNow
        const isUnsent = !this.hasLeft || (Either.isLeft(result) && RequestOutcome.isUnconnected(result.left))
        if (isUnsent) yield* permit.unsent
        const ended = { result, left: this.hasLeft, took: sent.took }
        this.last = result
        this.inFlight = false
        this.hasLeft = false
        yield* this.write(RequestOutcome.ended(sent, result))
        return ended
      })
    )
  }

  /** Whether the line was written. */
  private write(line: Line): Effect.Effect<boolean> {
    const { journal, journalFailed } = this.shared
    return Effect.matchEffect(journal.append(line), {
      onFailure: (error) => Effect.as(journalFailed(error), false),
      onSuccess: () => Effect.succeed(true)
    })
  }

  private afterRequest(permit: Permit, { left, result, took }: Ended): Effect.Effect<Next> {
    const suspicion = this.suspicion
    this.suspicion = undefined
    if (isRefused(result)) return this.afterRefusal(permit, result, took)
    if (Either.isLeft(result) && left && RequestOutcome.isUnanswered(result.left)) {
      this.isContradicted ||= suspicion?.isOutage() === false
      return this.afterNoAnswer(permit, result, result.left)
    }
    return Effect.succeed({ result, again: false })
  }

  // In an outage the whole run pauses, and the link is asked for again.
  private afterNoAnswer(permit: Permit, result: RequestOutcome.Result, error: RequestOutcome.Unanswered) {
    return Effect.gen(this, function* () {
      const suspicion = yield* permit.unanswered({
        subject: keyOf(this.ref),
        message: error.message,
        status: "status" in error ? error.status : undefined,
        retryAfter: "retryAfter" in error ? error.retryAfter : undefined
      })
      this.suspicion = suspicion
      this.uncounted.suspect(suspicion, error.attempts, (yield* currentMillis) - this.callStartedAt)
      const again = suspicion.isOutage() === true && this.mayAskAgain(error)
      if (again) yield* Telemetry.retried(error)
      return { result, again }
    })
  }

  // A policy of one request is about requests that were sent.
  private mayAskAgain(error: DeleteLinkError): boolean {
    return this.policy.maxAttempts > 1 || RequestOutcome.isUnconnected(error)
  }

  // A refusal is no failed attempt: the whole run pauses, and the link is asked for again. Not so under a policy of one
  // request, and when its schedule has ended.
  private afterRefusal(permit: Permit, result: Either.Left<Refusal, DeletedLink>, took: number) {
    const error = result.left
    return Effect.gen(this, function* () {
      const now = yield* currentMillis
      const wait =
        this.policy.maxAttempts > 1
          ? yield* backoffAfter(this.policy, error, this.refusalState, now)
          : Option.none<RetryWait>()
      yield* permit.refused({ retryAfter: error.retryAfter, backoff: Option.getOrUndefined(wait)?.millis })
      if (Option.isNone(wait)) return { result, again: false }
      this.uncounted.refused(took)
      this.refusalState = wait.value.state
      yield* Telemetry.retried(error)
      return { result, again: true }
    })
  }
}
