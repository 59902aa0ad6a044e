import * as BulkFailure from "@effect-userplane/protocol/BulkFailure"
import * as Failure from "@effect-userplane/protocol/Failure"
import { keyOf } from "@effect-userplane/protocol/LinkRef"
import { notStarted, type Progress, progressOf } from "@effect-userplane/protocol/Progress"
import { Uncounted } from "@effect-userplane/protocol/Uncounted"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { DeletedLink } from "../../DeletedLink.js"
import type { DeleteLinkError } from "../../DeleteLinkError.js"
import { AlreadyGone, Deleted, type DeleteOutcome, Failed, InFlight } from "../../DeleteOutcome.js"
import type { Journal, Line } from "../../Journal.js"
import type { JournalLost, JournalUnavailable } from "../../JournalError.js"
import type { LinkRef } from "../../LinkRef.js"
import type { Permit, Quota, Suspicion } from "../../Quota.js"
import { defaultPolicy, type Policy } from "../../RetryPolicy.js"
import type { Userplane } from "../../Userplane.js"
import type { AttemptFailure } from "../call/attempt.js"
import type { AdmittedFailure, SendRequest, Supervision } from "../call/call.js"
import { deleteLink } from "../call/deleteLink.js"
import { backoffAfter, type Wait } from "../call/retryDecision.js"
import { currentMillis } from "../telemetry/clock.js"
import * as RequestRecord from "./requestRecord.js"

/** The services and the state that all links of a run share. */
export interface Shared {
  readonly quota: Context.Tag.Service<Quota>
  readonly journal: Context.Tag.Service<Journal>
  /** True when nothing more is to be sent. */
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
  readonly exit: Either.Either<DeletedLink, AttemptFailure<DeleteLinkError>>
  /** True when it got as far as the transport. */
  readonly left: boolean
  readonly took: number
}

type Send = SendRequest<DeletedLink, DeleteLinkError>

type Next = AdmittedFailure<DeleteLinkError>["next"]

type RateLimited = Extract<DeleteLinkError, { readonly status: number }>

const isRateLimited = (error: DeleteLinkError): error is RateLimited => Failure.isRateLimited(error)

/** The work on one link of a run: its requests, each with a permit of the quota and with its lines in the journal. */
export class LinkTask {
  readonly ref: LinkRef
  /** Tells whether a request is under way, or is about to leave. */
  inFlight = false
  /** Tells whether the request that is under way may have left. */
  private hasLeft = false
  private readonly shared: Shared
  private readonly startedAt: number
  private readonly from: Progress
  private callStartedAt = 0
  private uncounted = new Uncounted(0)
  /** Set after a request that was not answered. */
  private suspicion: Suspicion | undefined
  /** Tells whether an earlier suspicion was no outage. */
  private isContradicted = false
  private requests = 0
  private waited = 0
  private policy: Policy = defaultPolicy
  private rateLimitState = defaultPolicy.schedule.initial
  private last: RequestRecord.Result | undefined

  constructor(shared: Shared, ref: LinkRef, now: number) {
    this.shared = shared
    this.ref = ref
    this.startedAt = now
    const before = shared.journal.state.pending(ref)
    this.from =
      before === undefined
        ? notStarted
        : { attempts: before.attempts, mayBeDone: before.inFlight || before.outcome === "Unknown" }
  }

  /**
   * The call, with all of its requests. It ends as if interrupted when the run stops before the link's outcome is
   * known.
   */
  readonly call = Effect.suspend(() => Effect.tap(this.callFrom(this.from), (result) => this.noteUnsent(result)))

  // No link fails for an outage: a call that ended before it was noticed begins anew.
  private callFrom(from: Progress): Effect.Effect<RequestRecord.Result, never, Userplane> {
    return Effect.gen(this, function* () {
      this.callStartedAt = yield* currentMillis
      this.uncounted = new Uncounted(from.attempts)
      const result = yield* Effect.either(deleteLink(this.ref, (policy) => this.supervise(from, policy)))
      const { suspicion } = this
      if (Either.isRight(result) || suspicion === undefined || !this.mayAskAgain(result.left)) return result
      // Where others were answered while this link was not, the trouble is its own.
      const isEnough = BulkFailure.isUnconnected(result.left) && !this.isContradicted
      const isOutage = yield* this.shared.verdict(suspicion, isEnough)
      return isOutage ? yield* this.callFrom(progressOf(result.left)) : result
    })
  }

  outcome(result: RequestRecord.Result, now: number): DeleteOutcome {
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

  /** The outcome of a link whose call was interrupted: `undefined` when no request was sent. */
  leftover(now: number): DeleteOutcome | InFlight | undefined {
    if (this.hasLeft) return new InFlight({ ...this.ref, requests: this.requests, outcome: "Unknown" }, true)
    return this.last === undefined || this.isPending(this.last) ? undefined : this.outcome(this.last, now)
  }

  // What was asked for in an outage has not failed. It is another matter when it may have been deleted before.
  private isPending(last: RequestRecord.Result): boolean {
    return this.suspicion?.isOutage() === true && Either.isLeft(last) && last.left.outcome === "NotDeleted"
  }

  // What cannot be sent has its line as well.
  private noteUnsent(result: RequestRecord.Result): Effect.Effect<unknown> {
    return Either.isLeft(result) && result.left._tag === "InvalidLinkRef"
      ? Effect.flatMap(Clock.currentTimeMillis, (now) =>
          this.write(RequestRecord.ended({ ref: this.ref, attempt: 0, took: 0, now }, result))
        )
      : Effect.void
  }

  // What was sent in a run before, was rate-limited or met an outage takes nothing from the attempts that the policy allows.
  private supervise(from: Progress, policy: Policy): Supervision<DeletedLink, DeleteLinkError> {
    this.policy = policy
    this.rateLimitState = policy.schedule.initial
    return {
      from,
      uncounted: () => this.uncounted,
      admit: (send, progress) => this.admitted(send, progress)
    }
  }

  private admitted(send: Send, progress: Progress): Effect.Effect<DeletedLink, AdmittedFailure<DeleteLinkError>> {
    const request = this.shared.quota.permit(
      (permit) =>
        Effect.gen(this, function* () {
          if (this.shared.isStopping()) return yield* Effect.zipRight(permit.unsent, Effect.interrupt)
          this.waited += Duration.toMillis(permit.waited)
          this.uncounted.waited(Duration.toMillis(permit.waited))
          const ended = yield* this.send(permit, send, progress)
          if (ended === undefined) return undefined
          if (Either.isRight(ended.exit)) {
            this.suspicion = undefined
            return ended.exit.right
          }
          const failure = ended.exit.left
          return yield* Effect.fail({ ...failure, next: yield* this.afterFailure(permit, ended, failure.error) })
        }),
      { timeout: this.policy.attemptTimeout }
    )
    return Effect.flatMap(request, (deleted) =>
      deleted === undefined ? this.admitted(send, progress) : Effect.succeed(deleted)
    )
  }

  // Nothing but the request itself is interruptible, so that each has its two lines. Ends with nothing where the permit lapsed
  // before the request could leave.
  private send(permit: Permit, send: Send, progress: Progress): Effect.Effect<Ended | undefined> {
    const { ref } = this
    const attempt = progress.attempts + 1
    return Effect.uninterruptibleMask((restore) =>
      Effect.gen(this, function* () {
        const isWritten = yield* Effect.flatMap(Clock.currentTimeMillis, (now) =>
          this.write(RequestRecord.sending(ref, attempt, now))
        )
        const sentAt = yield* currentMillis
        const asOfNow = Effect.map(Effect.zip(Clock.currentTimeMillis, currentMillis), ([now, millis]) => ({
          ref,
          attempt,
          now,
          took: millis - sentAt
        }))
        if (!isWritten) return yield* Effect.zipRight(permit.unsent, Effect.interrupt)
        if (yield* permit.hasLapsed) {
          yield* permit.unsent
          yield* this.write(RequestRecord.givenUp(yield* asOfNow, progress.mayBeDone))
          return undefined
        }
        this.inFlight = true
        this.requests += 1
        const leaving = () => {
          this.hasLeft = true
        }
        const exit = yield* Effect.onInterrupt(restore(Effect.either(send(leaving))), () =>
          Effect.flatMap(asOfNow, (sent) =>
            this.write(RequestRecord.givenUp(sent, this.hasLeft || progress.mayBeDone)).pipe(
              Effect.zipRight(this.hasLeft ? Effect.void : permit.unsent)
            )
          )
        )
        const sent = yield* asOfNow
        const result = Either.mapLeft(exit, ({ error }) => error)
        const isUnsent = !this.hasLeft || (Either.isLeft(result) && BulkFailure.isUnconnected(result.left))
        if (isUnsent) yield* permit.unsent
        const ended = { exit, left: this.hasLeft, took: sent.took }
        this.last = result
        this.inFlight = false
        this.hasLeft = false
        yield* this.write(RequestRecord.ended(sent, result))
        return ended
      })
    )
  }

  /** Tells whether the line was written. */
  private write(line: Line): Effect.Effect<boolean> {
    const { journal, journalFailed } = this.shared
    return Effect.matchEffect(journal.append(line), {
      onFailure: (error) => Effect.as(journalFailed(error), false),
      onSuccess: () => Effect.succeed(true)
    })
  }

  private afterFailure(permit: Permit, { left, took }: Ended, error: DeleteLinkError): Effect.Effect<Next> {
    const suspicion = this.suspicion
    this.suspicion = undefined
    if (isRateLimited(error)) return this.afterRateLimit(permit, error, took)
    if (!left || !Failure.isUnanswered(error)) return Effect.succeed("Decide")
    this.isContradicted ||= suspicion?.isOutage() === false
    return this.afterNoAnswer(permit, error)
  }

  // In an outage the whole run pauses, and the link is asked for again.
  private afterNoAnswer(permit: Permit, error: DeleteLinkError): Effect.Effect<Next> {
    return Effect.gen(this, function* () {
      const suspicion = yield* permit.unanswered({
        subject: keyOf(this.ref),
        message: error.message,
        status: "status" in error ? error.status : undefined,
        retryAfter: "retryAfter" in error ? error.retryAfter : undefined
      })
      this.suspicion = suspicion
      this.uncounted.suspect(suspicion, error.attempts, (yield* currentMillis) - this.callStartedAt)
      return suspicion.isOutage() === true && this.mayAskAgain(error) ? "AskAgain" : "Decide"
    })
  }

  // A policy of one request is about requests that were sent.
  private mayAskAgain(error: DeleteLinkError): boolean {
    return this.policy.maxAttempts > 1 || BulkFailure.isUnconnected(error)
  }

  // A rate-limited request is no failed attempt: the whole run pauses, and the link is asked for again. Not so under a policy
  // of one request, and when its schedule has ended.
  private afterRateLimit(permit: Permit, error: RateLimited, took: number): Effect.Effect<Next> {
    return Effect.gen(this, function* () {
      const wait =
        this.policy.maxAttempts > 1 ? yield* backoffAfter(this.policy, error, this.rateLimitState) : Option.none<Wait>()
      yield* permit.rateLimited({ retryAfter: error.retryAfter, backoff: Option.getOrUndefined(wait)?.millis })
      if (Option.isNone(wait)) return "Fail"
      this.uncounted.rateLimited(took)
      this.rateLimitState = wait.value.state
      return "AskAgain"
    })
  }
}
