import type { DeclaredTag, TransportReason } from "@effect-userplane/protocol/Failure"
import * as LostReply from "@effect-userplane/protocol/LostReply"
import type { Progress } from "@effect-userplane/protocol/Progress"
import type * as Redaction from "@effect-userplane/protocol/Redaction"
import * as Request from "@effect-userplane/protocol/Request"
import * as Response from "@effect-userplane/protocol/Response"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import type * as Tracer from "effect/Tracer"
import { type ApiKey, isSendable } from "../../ApiKey.js"
import type { FailedCall } from "../../RetryPolicy.js"
import type { TransportFailure, TransportResponse } from "../../Transport.js"
import type { Userplane } from "../../Userplane.js"
import { redactKey } from "../http/redactKey.js"
import type { ClientOperation } from "../model/operation.js"
import { millisOf } from "../telemetry/clock.js"
import { type ObservedRequest, observeAttempt } from "../telemetry/telemetry.js"

/** The request of a call, which every attempt sends. */
export interface CallRequest<Input, Value, T extends DeclaredTag, A, E extends FailedCall>
  extends ObservedRequest<ClientOperation<Input, Value, T, A, E>, Input> {
  readonly url: string
  readonly client: Context.Tag.Service<Userplane>
}

/** The failure of an attempt, and the key that it was sent with. */
export interface AttemptFailure<E> {
  readonly error: E
  readonly key: Redacted.Redacted
}

type KeySource = Context.Tag.Service<ApiKey>["current"]

/** No key, and what was sent without one. */
const noKey = Redacted.make("")

/**
 * One attempt: the key as of now, one exchange, and the reading of its response.
 *
 * @param timeoutMillis - How long it may take, the source of the key included.
 * @param leaving - Called when the request is about to leave: before that, it certainly has not.
 */
export const attempt = <Input extends object, Value, T extends DeclaredTag, A, E extends FailedCall>(
  call: CallRequest<Input, Value, T, A, E>,
  { attempts: before, mayBeDone }: Progress,
  timeoutMillis: number,
  source: KeySource,
  leaving: () => void
): Effect.Effect<A, AttemptFailure<E>> =>
  Effect.suspend(() => {
    const { client, clock, input, operation, url } = call
    const attempts = before + 1
    let key = noKey
    let redact: Redaction.Redact = (text) => text

    const noResponse = (reason: TransportReason, message: string, mayHaveBeenSent: boolean): E =>
      operation.failure({
        ...input,
        _tag: "TransportError",
        attempts,
        outcome: mayBeDone || (operation.protocol.changesState && mayHaveBeenSent) ? "Unknown" : "NotDeleted",
        reason,
        message: redact(message)
      })
    const timedOut = (mayHaveBeenSent: boolean): E =>
      noResponse("Timeout", `No response within ${Duration.format(Duration.millis(timeoutMillis))}`, mayHaveBeenSent)
    const noKeyFor = (message: string): E => noResponse("ApiKeyUnavailable", message, false)
    const lost = ({ mayHaveBeenSent, message, timedOut: isTimeout }: TransportFailure): E => {
      if (isTimeout === true) return timedOut(true)
      return noResponse(mayHaveBeenSent ? "ConnectionLost" : "ConnectionFailed", message, mayHaveBeenSent)
    }

    // A key that is at hand takes no time that would have to be watched, and makes no spans.
    const currentKey = Effect.mapError(source, ({ message }) => noKeyFor(message))
    const keyInTime = (span: Tracer.Span) =>
      Exit.isExit(source)
        ? currentKey
        : Effect.timeoutFail(currentKey, { duration: timeoutMillis, onTimeout: () => timedOut(false) }).pipe(
            Effect.withParentSpan(span)
          )

    const read = (response: TransportResponse): Effect.Effect<A, E> => {
      const asked = { input, attempts, mayBeDone, mayRepeat: client.transport.mayRepeat === true, redact }
      const now = clock.unsafeCurrentTimeMillis()
      const result = Response.read(operation.protocol, response, { ...asked, now })
      return result.ok
        ? Effect.succeed(operation.success(input, { ...result.value, attempts }))
        : Effect.fail(operation.failure(result.failure))
    }

    const startedAt = millisOf(clock)
    const send = (span: Tracer.Span) =>
      Effect.flatMap(keyInTime(span), (current) => {
        key = current
        if (!isSendable(key))
          return Effect.fail(noKeyFor("The API key cannot be sent: it is not a Bearer token (RFC 6750)"))
        redact = redactKey(key)
        const request = Request.make(operation.protocol, url, Redacted.value(key))
        leaving()
        return Effect.matchEffect(client.transport.send(request, timeoutMillis - (millisOf(clock) - startedAt), span), {
          onFailure: (failure) => Effect.fail(lost(failure)),
          onSuccess: read
        })
      })
    return Effect.catchAll(observeAttempt(call, before, send), (error) =>
      operation.confirmed !== undefined && LostReply.isConfirmation(operation.protocol, error, mayBeDone)
        ? Effect.succeed(operation.confirmed(input, error))
        : Effect.fail({ error, key })
    )
  })
