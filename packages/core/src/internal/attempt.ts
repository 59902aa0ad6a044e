import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Equal from "effect/Equal"
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

/** What stays the same over all attempts of a call. */
export interface Call {
  readonly ref: LinkRef
  readonly url: string
  readonly client: (typeof Userplane)["Service"]
  readonly policy: Policy
  readonly span: Span
  /** When the call must have ended, in milliseconds since the epoch. */
  readonly deadline: number
}

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

const none = Redacted.make("")

const once = (
  call: Call,
  progress: Progress,
  key: KeySource,
  remember: (key: Redacted.Redacted) => void
): Effect.Effect<DeletedLink, DeleteLinkError> =>
  Effect.withFiberRuntime<DeletedLink, DeleteLinkError>((fiber) => {
    const { client, ref, span } = call
    const { open } = progress
    const attempts = progress.attempts + 1
    const clock = Context.get(fiber.currentDefaultServices, Clock.Clock)
    const timeoutMillis = timeLeft(call, clock.unsafeCurrentTimeMillis())
    let sentWith = none
    let sent = false

    const request = (key: Redacted.Redacted) => {
      sentWith = key
      sent = true
      remember(key)
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
          message: redactKey(sentWith)(message)
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
        redact: redactKey(sentWith)
      })

    let giveUp = (): void => {}
    const underWay = (end: () => void): void => {
      giveUp = end
    }
    const endpoint = endpointOf(client.baseUrl)
    const resendCount = progress.attempts
    return Telemetry.observeAttempt(
      { fiber, clock, parent: span, endpoint, ref, resendCount, giveUp: () => giveUp() },
      (span) =>
        Effect.flatMap(
          exchange({ transport: client.transport, key, request, timeoutMillis, clock, span, underWay }),
          (result) => (Either.isRight(result) ? withReply(result.right) : Effect.fail(withoutReply(result.left)))
        )
    )
  })

// What another key may remedy. `ApiKeyRequired` is not among them: there, no key was given at all.
const anotherKeyMayHelp = (error: DeleteLinkError): boolean =>
  error._tag === "ApiKeyExpired" || error._tag === "ApiKeyInvalid" || error._tag === "ApiKeyDisabled"

/**
 * One attempt: the key as of now, one request, one reply. When the key was refused and its source has another one by
 * then, the attempt is repeated with that one, once.
 */
export const attempt = (call: Call, progress: Progress): Effect.Effect<DeletedLink, DeleteLinkError> =>
  Effect.suspend(() => {
    let used = none
    const remember = (key: Redacted.Redacted): void => {
      used = key
    }
    const withAnotherKey = (error: DeleteLinkError) =>
      Effect.gen(function* () {
        if (error.attempts >= call.policy.maxAttempts) return yield* error
        const key = yield* call.client.apiKey.current.pipe(
          Effect.mapError(() => error),
          Effect.timeoutFail({ duration: timeLeft(call, yield* Clock.currentTimeMillis), onTimeout: () => error })
        )
        const now = yield* Clock.currentTimeMillis
        if (now >= call.deadline || Equal.equals(key, used)) return yield* error
        yield* Telemetry.retried(error)
        return yield* once(call, progressOf(error), { current: Effect.succeed(key), immediate: true }, remember)
      }).pipe(Effect.withParentSpan(call.span))
    return Effect.catchIf(once(call, progress, call.client.apiKey, remember), anotherKeyMayHelp, withAnotherKey)
  })
