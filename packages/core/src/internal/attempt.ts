import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import { constVoid } from "effect/Function"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { Span } from "effect/Tracer"
import { type DeleteLinkError, TransportError, type TransportReason } from "../DeleteLinkError.js"
import type { TransportReply, TransportRequest } from "../Transport.js"
import { type Call, type Progress, progressOf, type Result } from "./call.js"
import { type Exchange, type Result as ExchangeResult, exchange, type KeySource, type NoReply } from "./exchange.js"
import type { DeletedLink } from "./link.js"
import { deletedAfterLostReply } from "./lostReply.js"
import { currentMillis } from "./monotonic.js"
import { redactKey } from "./redaction.js"
import * as Reply from "./reply.js"
import * as Request from "./request.js"
import * as Telemetry from "./telemetry.js"

/** What is to become of a failure. */
export type Recover = (error: DeleteLinkError) => Result

/** One attempt: the key as of now, one request, one reply. Its failure is handed over when the attempt has ended. */
class Attempt implements Exchange<DeletedLink, DeleteLinkError> {
  readonly key: KeySource
  readonly transport: Exchange<DeletedLink, DeleteLinkError>["transport"]
  readonly clock: Clock.Clock
  readonly timeoutMillis: number
  private readonly call: Call
  private readonly progress: Progress
  private readonly recover: Recover
  private readonly observed: Telemetry.Observed
  private readonly leaving: () => void
  private sent = false
  private giveUp: (() => void) | undefined

  constructor(call: Call, progress: Progress, recover: Recover, key: KeySource, leaving: () => void) {
    const { client, course, observed } = call
    // A first attempt that waits for no turn starts with its call.
    const startsCall = progress.attempts === 0 && course === undefined
    const startedAt = startsCall ? observed.startedAt : observed.watch.moment()
    this.key = key
    this.transport = client.transport
    this.clock = observed.watch.clock
    this.timeoutMillis = call.timeLeft(startedAt.millis)
    this.call = call
    this.progress = progress
    this.recover = recover
    this.leaving = leaving
    this.observed = Telemetry.observeAttempt(call, startedAt, progress.attempts)
    call.underWay = this
  }

  span(): Span | undefined {
    return this.observed.span()
  }

  request(key: Redacted.Redacted): TransportRequest {
    this.call.key = key
    this.sent = true
    this.leaving()
    return Request.withKey(this.call.url, key)
  }

  underWay(giveUp: () => void): void {
    this.giveUp = giveUp
    // The spans are made here, after the request has been sent: measured at one call at a time, it then waits for the reply
    // anyway, and does some 3 % more calls.
    this.observed.span()
  }

  settle(result: ExchangeResult): Result {
    const settled = Either.isRight(result) ? this.withReply(result.right) : Either.left(this.withoutReply(result.left))
    const exit = Either.isRight(settled) ? Exit.succeed(settled.right) : Exit.fail(settled.left)
    this.call.underWay = undefined
    // What is garbage in V8's old generation keeps alive what it holds until that is collected: measured over undici, to
    // let go of the request here halves what each scavenge moves there.
    this.giveUp = undefined
    this.observed.ended(exit)
    if (Either.isRight(settled)) return exit
    const error = settled.left
    return this.progress.open && error._tag === "LinkGone"
      ? Effect.succeed(deletedAfterLostReply(error))
      : this.recover(error)
  }

  /** Ends what is under way, because the call has ended. */
  ended(exit: Exit.Exit<DeletedLink, DeleteLinkError>): void {
    this.giveUp?.()
    this.observed.ended(exit)
  }

  private withReply(reply: TransportReply) {
    const { call, clock, progress } = this
    return Reply.read(reply, {
      ref: call.ref,
      attempts: progress.attempts + 1,
      open: progress.open,
      mayRepeat: call.client.transport.mayRepeat === true,
      now: () => clock.unsafeCurrentTimeMillis(),
      redact: redactKey(call.key)
    })
  }

  private withoutReply(failure: NoReply): TransportError {
    switch (failure._tag) {
      case "ApiKeyUnavailable":
        return this.noReply("ApiKeyUnavailable", failure.message, false)
      case "TimedOut":
        return this.noReply(
          "Timeout",
          `No reply within ${Duration.format(Duration.millis(this.timeoutMillis))}`,
          this.sent
        )
      case "TransportFailure":
        return this.noReply(
          failure.mayHaveBeenSent ? "ConnectionLost" : "ConnectionFailed",
          failure.message,
          failure.mayHaveBeenSent
        )
    }
  }

  private noReply(reason: TransportReason, message: string, mayHaveBeenSent: boolean): TransportError {
    const { call, progress } = this
    return new TransportError(
      {
        workspaceId: call.ref.workspaceId,
        linkId: call.ref.linkId,
        attempts: progress.attempts + 1,
        outcome: progress.open || mayHaveBeenSent ? "Unknown" : "NotDeleted",
        reason,
        message: redactKey(call.key)(message)
      },
      true
    )
  }
}

/** An attempt from now on. */
const attempt = (
  call: Call,
  progress: Progress,
  recover: Recover,
  key: KeySource = call.client.apiKey,
  leaving: () => void = constVoid
): Result => exchange(new Attempt(call, progress, recover, key, leaving))

/** An attempt when its turn comes: in a run of many calls when that says so, otherwise from now on. */
export const attemptInTurn = (call: Call, progress: Progress, recover: Recover, key?: KeySource): Result =>
  call.course === undefined
    ? attempt(call, progress, recover, key)
    : Effect.catchAll(
        call.course.around(
          (progress, leaving) => Effect.suspend(() => attempt(call, progress, Effect.fail, key, leaving)),
          progress
        ),
        recover
      )

/** Whether another key may remedy a failure. `ApiKeyRequired` does not say so: there, no key was given at all. */
export const anotherKeyMayHelp = (error: DeleteLinkError): boolean =>
  error._tag === "ApiKeyExpired" || error._tag === "ApiKeyInvalid" || error._tag === "ApiKeyDisabled"

/** Repeats an attempt whose key was refused, when its source has another key by now. */
export const withAnotherKey = (call: Call, error: DeleteLinkError, recover: Recover): Result =>
  Effect.gen(function* () {
    if (error.attempts >= call.policy.maxAttempts) return yield* recover(error)
    const left = call.timeLeft(yield* currentMillis)
    const key = yield* call.client.apiKey.current.pipe(Effect.timeout(left), Effect.option)
    const late = (yield* currentMillis) >= call.deadline
    if (late || Option.isNone(key) || Equal.equals(key.value, call.key)) return yield* recover(error)
    yield* Telemetry.retried(error)
    return yield* attemptInTurn(call, progressOf(error), recover, {
      current: Effect.succeed(key.value),
      immediate: true
    })
  })
