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
import { notStarted, type Progress, progressOf } from "./call.js"
import { AlreadyGone, Deleted, type DeleteOutcome, Failed, InFlight } from "./deleteOutcome.js"
import type { Journal } from "./journal.js"
import type { JournalUnavailable } from "./journalError.js"
import type { Line } from "./journalLine.js"
import type { DeletedLink, LinkRef } from "./link.js"
import { deletedAfterLostReply, isGoneAfterLostReply } from "./lostReply.js"
import { currentMillis } from "./monotonic.js"
import type { Permit, Quota } from "./quota.js"
import * as RequestOutcome from "./requestOutcome.js"
import { backoffAfter, type Wait as RetryWait } from "./retryDecision.js"
import * as RetryLoop from "./retryLoop.js"
import * as Telemetry from "./telemetry.js"

/** What the turns of a run share. */
export interface Shared {
  readonly quota: Context.Tag.Service<Quota>
  readonly journal: Context.Tag.Service<Journal>
  /** Whether nothing more is to be sent. */
  readonly isStopping: () => boolean
  /** Stops the run, since its journal cannot be written. */
  readonly journalFailed: (error: JournalUnavailable) => Effect.Effect<void>
}

type Request = (progress: Progress) => Effect.Effect<DeletedLink, DeleteLinkError>

type Refusal = Extract<DeleteLinkError, { readonly status: number }>

const isRefusal = (error: DeleteLinkError): error is Refusal => "status" in error && error.status === 429

const isRefused = (result: RequestOutcome.Result): result is Either.Left<Refusal, DeletedLink> =>
  Either.isLeft(result) && isRefusal(result.left)

/** One link's turn in a run: its requests, each with a permit of the quota and with its lines in the journal. */
export class LinkTurn {
  readonly ref: LinkRef
  /** Whether a request is under way, or is about to leave. */
  inFlight = false
  private readonly shared: Shared
  private readonly startedAt: number
  private readonly from: Progress
  private requests = 0
  private refusals = 0
  private waited = 0
  /** How long the refused requests took. */
  private refusedFor = 0
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
  readonly call = Effect.suspend(() =>
    Effect.either(
      RetryLoop.deleteLink(this.ref, {
        from: this.from,
        around: (request, progress) => this.around(request, progress),
        policy: (policy) => this.withOwnAttempts(policy),
        waited: () => this.waited + this.refusedFor
      })
    ).pipe(Effect.tap((result) => this.noteUnsent(result)))
  )

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
    if (isGoneAfterLostReply(error)) return new Deleted({ ...fields, link: deletedAfterLostReply(error) }, true)
    return error._tag === "LinkGone"
      ? new AlreadyGone({ ...fields, error }, true)
      : new Failed({ ...fields, error }, true)
  }

  /** What there is to say of a link whose call was ended before its time: nothing when no request was sent. */
  leftover(now: number): DeleteOutcome | InFlight | undefined {
    if (this.inFlight) return new InFlight({ ...this.ref, requests: this.requests, outcome: "Unknown" }, true)
    return this.last === undefined ? undefined : this.outcome(this.last, now)
  }

  // What cannot be sent has its line as well.
  private noteUnsent(result: RequestOutcome.Result): Effect.Effect<unknown> {
    return Either.isLeft(result) && result.left._tag === "InvalidLinkRef"
      ? Effect.flatMap(Clock.currentTimeMillis, (now) =>
          this.write(RequestOutcome.ended({ ref: this.ref, attempt: 0, took: 0, now }, result))
        )
      : Effect.void
  }

  // What was sent in a run before, and what was refused for the quota, takes nothing from the attempts that the policy
  // allows. Refusals are dealt with here.
  private withOwnAttempts(policy: Policy): Policy {
    this.policy = policy
    this.refusalState = policy.schedule.initial
    const spare = (): number => this.from.attempts + this.refusals
    return {
      ...policy,
      schedule: Schedule.whileInput(policy.schedule, (error) => !isRefusal(error)),
      get maxAttempts() {
        return policy.maxAttempts + spare()
      }
    }
  }

  private around(request: Request, progress: Progress): ReturnType<Request> {
    const permitted = this.shared.quota.permit((permit) =>
      Effect.suspend(() => {
        if (this.shared.isStopping()) return Effect.interrupt
        this.waited += Duration.toMillis(permit.waited)
        return Effect.flatMap(this.send(request, progress), (result) => this.afterResult(permit, result))
      })
    )
    return Effect.flatMap(permitted, ({ again, result }) =>
      again && Either.isLeft(result) ? this.around(request, progressOf(result.left)) : result
    )
  }

  // Nothing but the request itself is interruptible, so that each has its two lines.
  private send(request: Request, progress: Progress): Effect.Effect<RequestOutcome.Result> {
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
        if (!isWritten) return yield* Effect.interrupt
        this.inFlight = true
        this.requests += 1
        const result = yield* Effect.onInterrupt(restore(Effect.either(request(progress))), () =>
          Effect.flatMap(asOfNow, (sent) => this.write(RequestOutcome.givenUp(sent)))
        )
        const sent = yield* asOfNow
        if (isRefused(result)) this.refusedFor += sent.took
        this.last = result
        this.inFlight = false
        yield* this.write(RequestOutcome.ended(sent, result))
        return result
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

  // A refusal is no failed attempt: the whole run pauses, and the link is asked for again. Not so under a policy of one
  // request, and when its schedule has ended.
  private afterResult(permit: Permit, result: RequestOutcome.Result) {
    if (!isRefused(result)) return Effect.succeed({ result, again: false })
    const error = result.left
    return Effect.gen(this, function* () {
      const now = yield* currentMillis
      const wait =
        this.policy.maxAttempts > 1
          ? yield* backoffAfter(this.policy, error, this.refusalState, now)
          : Option.none<RetryWait>()
      yield* permit.refused({ retryAfter: error.retryAfter, backoff: Option.getOrUndefined(wait)?.millis })
      if (Option.isNone(wait)) return { result, again: false }
      this.refusals += 1
      this.refusalState = wait.value.state
      yield* Telemetry.retried(error)
      return { result, again: true }
    })
  }
}
