import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Span } from "effect/Tracer"
import { type DeleteLinkError, TransportError, type TransportReason } from "../DeleteLinkError.js"
import type { Policy } from "../RetryPolicy.js"
import type { TransportReply } from "../Transport.js"
import type { Userplane } from "../Userplane.js"
import { endpointOf } from "./baseUrl.js"
import { exchange, type KeySource, type NoReply } from "./exchange.js"
import type { DeletedLink, LinkRef } from "./link.js"
import { redactKey } from "./redaction.js"
import * as Reply from "./reply.js"
import * as Request from "./request.js"
import * as Telemetry from "./telemetry.js"

/** A call, from its start to its end. */
export interface Call {
  readonly ref: LinkRef
  readonly url: string
  readonly client: (typeof Userplane)["Service"]
  readonly policy: Policy
  /** When the call must have ended, in milliseconds since the epoch. */
  readonly deadline: number
  /** What a run of many calls does around each request. */
  readonly around?: Around
  readonly span: Span | undefined
  /** The key of the last request. */
  key: Redacted.Redacted
  /** Ends the attempt that is under way, if one is: what ends a call ends it too. */
  endAttempt: ((exit: Exit.Exit<DeletedLink, DeleteLinkError>) => void) | undefined
}

/** Makes a request when its turn comes, and may make it again. It is told how far the call has come by then. */
export type Around = (request: (progress: Progress) => Result, progress: Progress) => Result

/** How far a call has come. */
export interface Progress {
  /** How many attempts were made. */
  readonly attempts: number
  /** Whether one of them may have been carried out without its answer being seen. */
  readonly open: boolean
}

export const notStarted: Progress = { attempts: 0, open: false }

/** A failure says by itself how far its call has come. */
export const progressOf = (error: DeleteLinkError): Progress => ({
  attempts: error.attempts,
  open: error.outcome === "Unknown"
})

/** How long an attempt that starts now may take, in milliseconds. */
const timeLeft = (call: Call, now: number): number =>
  Math.min(Duration.toMillis(call.policy.attemptTimeout), call.deadline - now)

/** No key, and what was sent without one. */
export const noKey = Redacted.make("")

type Result = Effect.Effect<DeletedLink, DeleteLinkError>

/** What is to become of a failure. */
export type Recover = (error: DeleteLinkError) => Result

/** One attempt: the key as of now, one request, one reply. Its failure is handed over when the attempt has ended. */
const attempt = (call: Call, progress: Progress, recover: Recover, key: KeySource = call.client.apiKey): Result =>
  Effect.withFiberRuntime<DeletedLink, DeleteLinkError>((fiber) => {
    const { client, ref } = call
    const { open } = progress
    const attempts = progress.attempts + 1
    const clock = Context.get(fiber.currentDefaultServices, Clock.Clock)
    const timeoutMillis = timeLeft(call, clock.unsafeCurrentTimeMillis())
    let sent = false

    const request = (key: Redacted.Redacted) => {
      call.key = key
      sent = true
      return Request.withKey(call.url, key)
    }

    const noReply = (reason: TransportReason, message: string, mayHaveBeenSent: boolean) =>
      new TransportError(
        {
          workspaceId: ref.workspaceId,
          linkId: ref.linkId,
          attempts,
          outcome: open || mayHaveBeenSent ? "Unknown" : "NotDeleted",
          reason,
          message: redactKey(call.key)(message)
        },
        true
      )

    const withoutReply = (failure: NoReply) => {
      switch (failure._tag) {
        case "ApiKeyUnavailable":
          return noReply("ApiKeyUnavailable", failure.message, false)
        case "TimedOut":
          return noReply("Timeout", `No reply within ${Duration.format(Duration.millis(timeoutMillis))}`, sent)
        case "TransportFailure":
          return noReply(
            failure.mayHaveBeenSent ? "ConnectionLost" : "ConnectionFailed",
            failure.message,
            failure.mayHaveBeenSent
          )
      }
    }

    const withReply = (reply: TransportReply) =>
      Reply.read(reply, {
        ref,
        attempts,
        open,
        now: clock.unsafeCurrentTimeMillis(),
        redact: redactKey(call.key)
      })

    const observed = Telemetry.observeAttempt(fiber, {
      parent: call.span,
      endpoint: endpointOf(client.baseUrl),
      ref,
      resendCount: progress.attempts
    })
    call.endAttempt = observed.ended
    return Effect.flatMap(
      exchange({
        transport: client.transport,
        key,
        request,
        timeoutMillis,
        clock,
        span: observed.span,
        underWay: (giveUp) => {
          call.endAttempt = (exit) => {
            giveUp()
            observed.ended(exit)
          }
        }
      }),
      (result) => {
        const settled = Either.isRight(result) ? withReply(result.right) : Either.left(withoutReply(result.left))
        const exit = Either.isRight(settled) ? Exit.succeed(settled.right) : Exit.fail(settled.left)
        call.endAttempt = undefined
        observed.ended(exit)
        return Either.isRight(settled) ? exit : recover(settled.left)
      }
    )
  })

/** An attempt when its turn comes: in a run of many calls when that says so, otherwise at once. */
export const attemptInTurn = (call: Call, progress: Progress, recover: Recover, key?: KeySource): Result =>
  call.around === undefined
    ? attempt(call, progress, recover, key)
    : Effect.catchAll(
        call.around((progress) => attempt(call, progress, Effect.fail, key), progress),
        recover
      )

/** Whether another key may remedy a failure. `ApiKeyRequired` does not say so: there, no key was given at all. */
export const anotherKeyMayHelp = (error: DeleteLinkError): boolean =>
  error._tag === "ApiKeyExpired" || error._tag === "ApiKeyInvalid" || error._tag === "ApiKeyDisabled"

/** Repeats an attempt whose key was refused, when its source has another key by now. */
export const withAnotherKey = (call: Call, error: DeleteLinkError, recover: Recover): Result =>
  Effect.gen(function* () {
    if (error.attempts >= call.policy.maxAttempts) return yield* recover(error)
    const left = timeLeft(call, yield* Clock.currentTimeMillis)
    const key = yield* call.client.apiKey.current.pipe(Effect.timeout(left), Effect.option)
    const late = (yield* Clock.currentTimeMillis) >= call.deadline
    if (late || Option.isNone(key) || Equal.equals(key.value, call.key)) return yield* recover(error)
    yield* Telemetry.retried(error)
    return yield* attemptInTurn(call, progressOf(error), recover, {
      current: Effect.succeed(key.value),
      immediate: true
    })
  })
