import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { Span } from "effect/Tracer"
import { type ApiKey, ApiKeyUnavailable, isSendable } from "../ApiKey.js"
import type { Transport, TransportFailure, TransportReply, TransportRequest } from "../Transport.js"
import { Arrivals } from "./arrivals.js"
import { startTimer, type Timer } from "./timer.js"

/** The time of the exchange was up before its reply was there. */
export const timedOut = { _tag: "TimedOut" } as const

export type NoReply = ApiKeyUnavailable | TransportFailure | typeof timedOut

export type KeySource = Context.Tag.Service<ApiKey>

export interface Exchange<A, E> {
  readonly transport: Context.Tag.Service<Transport>
  readonly key: KeySource
  /** Makes the request, at the moment when it is sent. */
  request(key: Redacted.Redacted): TransportRequest
  readonly timeoutMillis: number
  readonly clock: Clock.Clock
  /** The span of the attempt, for the spans of a key's source or a carrier. */
  span(): Span | undefined
  /** Takes what ends the exchange, once it is under way outside of the fiber, which then cannot end it by itself. */
  underWay(giveUp: () => void): void
  /** What is made of the result, as soon as it is there. */
  settle(result: Result): Effect.Effect<A, E>
}

export type Result = Either.Either<TransportReply, NoReply>

const liveClock = Context.unsafeGet(DefaultServices.liveServices, Clock.Clock)

const unsendable = (): ApiKeyUnavailable =>
  new ApiKeyUnavailable({ message: "The API key cannot be sent: it is not a Bearer token (RFC 6750)" })

const ofFibers = <A, E>(exchange: Exchange<A, E>) => {
  const span = exchange.span()
  return exchange.key.current.pipe(
    Effect.filterOrFail(isSendable, unsendable),
    Effect.flatMap((key) =>
      // The runtime logs the failures of a carrier's own fibers, and the errors of the platform hold the request.
      Effect.withUnhandledErrorLogLevel(exchange.transport.send(exchange.request(key)), Option.none())
    ),
    Effect.timeoutFail({ duration: exchange.timeoutMillis, onTimeout: () => timedOut }),
    span === undefined ? identity : Effect.withParentSpan(span),
    Effect.either,
    Effect.flatMap((result) => exchange.settle(result))
  )
}

/** One for all clients, because they share the event loop. */
const replies = new Arrivals()

const ofCallbacks = <A, E>(
  start: NonNullable<Context.Tag.Service<Transport>["start"]>,
  key: Redacted.Redacted,
  exchange: Exchange<A, E>
): Effect.Effect<A, E> =>
  Effect.async((resume) => {
    let wanted = true
    let over = false
    /** Set from when a reply is expected. */
    let timer: Timer | undefined
    /** Ends the waiting, and says whether it had not ended before. */
    const ends = (): boolean => {
      if (over) return false
      over = true
      if (timer !== undefined) {
        clearTimeout(timer)
        replies.expectNoLonger()
      }
      return true
    }
    const settle = (result: Result): void => {
      if (!wanted) return
      try {
        resume(exchange.settle(result))
      } catch (defect) {
        resume(Effect.die(defect))
      }
    }
    const cancel = start(exchange.request(key), (result) => {
      if (ends()) replies.handOver(() => settle(result))
    })
    exchange.underWay(() => {
      wanted = false
      if (ends()) cancel()
    })
    if (over) return
    replies.expect()
    timer = startTimer(() => {
      // In this order: a carrier that is given up may say so at once, and only the first thing said is heard.
      ends()
      settle(Either.left(timedOut))
      cancel()
    }, exchange.timeoutMillis)
  })

/** Whether a key that stays the same is at hand without a step of the runtime. */
const isKnown = (current: KeySource["current"]): current is Exit.Success<Redacted.Redacted, never> =>
  Exit.isExit(current) && Exit.isSuccess(current)

/**
 * One request and its reply, or the reason why there is none, within a time, and what is made of it.
 *
 * The general way races fibers. Where the key is at hand, the carrier works with callbacks and the clock is the real one,
 * a timer of the platform does: measured, the race costs more than all the rest of a call.
 */
export const exchange = <A, E>(self: Exchange<A, E>): Effect.Effect<A, E> => {
  const { start } = self.transport
  if (start === undefined || self.key.immediate !== true || self.clock !== liveClock) return ofFibers(self)
  const { current } = self.key
  const withKey = (key: Redacted.Redacted): Effect.Effect<A, E> =>
    isSendable(key) ? ofCallbacks(start, key, self) : self.settle(Either.left(unsendable()))
  if (isKnown(current)) return withKey(current.value)
  return Effect.matchEffect(current, {
    onFailure: (unavailable) => self.settle(Either.left(unavailable)),
    onSuccess: withKey
  })
}
