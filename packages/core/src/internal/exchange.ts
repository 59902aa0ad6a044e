import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { Span } from "effect/Tracer"
import { type ApiKey, ApiKeyUnavailable, isSendable } from "../ApiKey.js"
import type { Transport, TransportFailure, TransportReply, TransportRequest } from "../Transport.js"

/** The time of the exchange was up before its reply was there. */
export const timedOut = { _tag: "TimedOut" } as const

export type NoReply = ApiKeyUnavailable | TransportFailure | typeof timedOut

export type KeySource = Context.Tag.Service<ApiKey>

export interface Exchange {
  readonly transport: Context.Tag.Service<Transport>
  readonly key: KeySource
  /** Makes the request, at the moment when it is sent. */
  readonly request: (key: Redacted.Redacted) => TransportRequest
  readonly timeoutMillis: number
  readonly clock: Clock.Clock
  /** The span of the attempt, for the spans of a key's source or a carrier. */
  readonly span: Span | undefined
  /** Takes what ends the exchange, once it is under way outside of the fiber, which then cannot end it by itself. */
  readonly underWay: (giveUp: () => void) => void
}

type Result = Either.Either<TransportReply, NoReply>

const liveClock = Context.unsafeGet(DefaultServices.liveServices, Clock.Clock)

/** A longer timer of the platform fires at once. */
const longestTimer = 2 ** 31 - 1

const unsendable = (): ApiKeyUnavailable =>
  new ApiKeyUnavailable({ message: "The API key cannot be sent: it is not a Bearer token (RFC 6750)" })

const ofFibers = ({ key, request, span, timeoutMillis, transport }: Exchange): Effect.Effect<Result> =>
  key.current.pipe(
    Effect.filterOrFail(isSendable, unsendable),
    Effect.flatMap((key) =>
      // The runtime logs the failures of a carrier's own fibers, and the errors of the platform hold the request.
      Effect.withUnhandledErrorLogLevel(transport.send(request(key)), Option.none())
    ),
    Effect.timeoutFail({ duration: timeoutMillis, onTimeout: () => timedOut }),
    span === undefined ? identity : Effect.withParentSpan(span),
    Effect.either
  )

const ofCallbacks = (
  start: NonNullable<Context.Tag.Service<Transport>["start"]>,
  request: TransportRequest,
  { timeoutMillis, underWay }: Exchange
): Effect.Effect<Result> =>
  Effect.async((resume) => {
    const cancel = start(request, (result) => {
      clearTimeout(timer)
      resume(Effect.succeed(result))
    })
    const timer = setTimeout(
      () => {
        // In this order: a carrier that is ended may fail at once, and only the first thing said is heard.
        resume(Effect.succeed(Either.left(timedOut)))
        cancel()
      },
      Math.min(timeoutMillis, longestTimer)
    )
    underWay(() => {
      clearTimeout(timer)
      cancel()
    })
  })

/**
 * One request and its reply, or the reason why there is none, within a time.
 *
 * The general way races fibers. Where the key is at hand, the carrier works with callbacks and the clock is the real one,
 * a timer of the platform does: measured, the race costs more than all the rest of a call.
 */
export const exchange = (options: Exchange): Effect.Effect<Result> => {
  const { clock, key, request, transport } = options
  const { start } = transport
  if (start === undefined || key.immediate !== true || clock !== liveClock) return ofFibers(options)
  return Effect.matchEffect(key.current, {
    onFailure: (unavailable) => Effect.succeed(Either.left(unavailable)),
    onSuccess: (key) =>
      isSendable(key) ? ofCallbacks(start, request(key), options) : Effect.succeed(Either.left(unsendable()))
  })
}
