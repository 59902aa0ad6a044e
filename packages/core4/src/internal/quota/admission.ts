import type { Blocked, Pacer, Ticket } from "@effect-userplane/protocol/Pacer"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as SubscriptionRef from "effect/SubscriptionRef"
import * as ClientMetrics from "../../ClientMetrics.js"
import { currentMillis } from "../telemetry/clock.js"
import { type Interruptible, RequestQueue } from "./queue.js"

/** The longest sleep, in milliseconds: a timer of the platform is bounded. */
const longestSleep = 60 * 60 * 1000

/** The reason why requests wait, and how many do. */
export interface Waiting extends Blocked {
  readonly waiting: number
}

/** Lets requests start as the arithmetic of a quota allows it, first come first served. */
export interface Admission {
  /**
   * Waits until the request may start. It is not to be interrupted, but for the waits themselves.
   *
   * @param now - The time at which the request comes.
   */
  readonly start: (interruptible: Interruptible, now: number) => Effect.Effect<Ticket>
  /** Has the first in the queue look again: a request has ended. */
  readonly requestEnded: Effect.Effect<unknown>
  readonly waiting: SubscriptionRef.SubscriptionRef<Option.Option<Waiting>>
  /** Shows how many wait by now, and an outage for as long as it lasts, though none may wait. */
  readonly refresh: Effect.Effect<void>
}

export const make = (pacer: Pacer): Effect.Effect<Admission> =>
  Effect.map(SubscriptionRef.make(Option.none<Waiting>()), (waiting) => {
    const queue = new RequestQueue()
    const ended = Latch.makeUnsafe()

    const show = (wait: Option.Option<Blocked>) =>
      Effect.andThen(
        Metric.update(ClientMetrics.quotaWaiting, queue.length),
        SubscriptionRef.set(
          waiting,
          Option.map(wait, (wait) => ({ ...wait, waiting: queue.length }))
        )
      )

    const refresh = Effect.flatMap(currentMillis, (now) =>
      show(queue.length === 0 ? Option.fromUndefinedOr(pacer.outage(now)) : SubscriptionRef.getUnsafe(waiting))
    )

    // Nothing but the sleep is interruptible, so that no start is without its end.
    const atTheFront = (interruptible: Interruptible): Effect.Effect<Ticket> =>
      Effect.flatMap(currentMillis, (now) => {
        // Closed before the look, so that no end after it is missed.
        ended.closeUnsafe()
        const blocked = pacer.blocked(now)
        if (blocked === undefined) return Effect.succeed(pacer.start(now))
        // In whole milliseconds, as clocks tell the time.
        const millis = Math.ceil(Math.min(blocked.until - now, longestSleep))
        const slept = Effect.raceFirst(ended.await, Effect.sleep(millis))
        return show(Option.some(blocked)).pipe(
          Effect.andThen(interruptible(slept)),
          Effect.andThen(atTheFront(interruptible))
        )
      })

    const inTheQueue = (interruptible: Interruptible): Effect.Effect<Ticket> =>
      Effect.suspend(() => {
        const entered = queue.enter(interruptible)
        return refresh.pipe(
          Effect.andThen(entered),
          Effect.andThen(Effect.ensuring(atTheFront(interruptible), queue.leave)),
          Effect.ensuring(refresh)
        )
      })

    return {
      start: (interruptible, now) =>
        queue.length === 0 && pacer.blocked(now) === undefined
          ? Effect.sync(() => pacer.start(now))
          : Effect.tap(inTheQueue(interruptible), Metric.update(ClientMetrics.quotaWaits, 1)),
      requestEnded: ended.open,
      waiting,
      refresh
    }
  })
