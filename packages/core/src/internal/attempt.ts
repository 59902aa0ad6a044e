import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { ApiKeyUnavailable, isSendable } from "../ApiKey.js"
import { type DeleteLinkError, TransportError, type TransportReason } from "../DeleteLinkError.js"
import type { Policy } from "../RetryPolicy.js"
import type { Userplane } from "../Userplane.js"
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

type KeySource = Effect.Effect<Redacted.Redacted, ApiKeyUnavailable>

const none = Redacted.make("")

const sendable = (key: Redacted.Redacted): KeySource =>
  isSendable(key)
    ? Effect.succeed(key)
    : Effect.fail(new ApiKeyUnavailable({ message: "The API key cannot be sent: it is not a Bearer token (RFC 6750)" }))

const once = (call: Call, progress: Progress, key: KeySource): Effect.Effect<DeletedLink, DeleteLinkError> =>
  Effect.flatMap(Clock.currentTimeMillis, (started) => {
    const attempts = progress.attempts + 1
    const timeout = timeLeft(call, started)
    let sent = false

    const noReply = (reason: TransportReason, message: string, mayHaveBeenSent: boolean) =>
      new TransportError(
        {
          workspaceId: call.ref.workspaceId,
          linkId: call.ref.linkId,
          attempts,
          outcome: progress.open || mayHaveBeenSent ? "Unknown" : "NotDeleted",
          reason,
          message
        },
        true
      )

    const exchange = (key: Redacted.Redacted) => {
      const redact = redactKey(key)
      sent = true
      return call.client.transport.send(Request.withKey(call.url, key)).pipe(
        // The runtime logs the failures of a carrier's own fibers, and the errors of the platform hold the request.
        Effect.withUnhandledErrorLogLevel(Option.none()),
        Effect.mapError(({ mayHaveBeenSent, message }) =>
          noReply(mayHaveBeenSent ? "ConnectionLost" : "ConnectionFailed", redact(message), mayHaveBeenSent)
        ),
        Effect.zip(Clock.currentTimeMillis),
        Effect.flatMap(([reply, now]) =>
          Reply.read(reply, { ref: call.ref, attempts, open: progress.open, now, redact })
        )
      )
    }

    return key.pipe(
      Effect.flatMap(sendable),
      Effect.mapError(({ message }) => noReply("ApiKeyUnavailable", message, false)),
      Effect.flatMap(exchange),
      Effect.timeoutFail({
        duration: timeout,
        onTimeout: () => noReply("Timeout", `No reply within ${Duration.format(Duration.millis(timeout))}`, sent)
      }),
      (self) =>
        Telemetry.observeAttempt(self, {
          ref: call.ref,
          baseUrl: call.client.baseUrl,
          resendCount: progress.attempts
        })
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
    const current = Effect.tap(call.client.apiKey.current, (key) => {
      used = key
    })
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
        return yield* once(call, progressOf(error), Effect.succeed(key))
      })
    return Effect.catchIf(once(call, progress, current), anotherKeyMayHelp, withAnotherKey)
  })
