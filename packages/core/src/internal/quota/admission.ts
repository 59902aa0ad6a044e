import type { Blocked, Pacer, Ticket } from "@effect-userplane/protocol/Pacer"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as SubscriptionRef from "effect/SubscriptionRef"
import * as ClientMetrics from "../../ClientMetrics.js"
import { currentMillis } from "../telemetry/clock.js"
import { Latch } from "./latch.js"
import { type Interruptible, RequestQueue } from "./queue.js"

/** The longest sleep, in milliseconds: a timer of the platform is bounded. */
const longestSleep = 60 * 60 * 1000

/** The reason why requests wait, and how many do. */
export interface Waiting extends Blocked {
  readonly waiting: number
}

/** The reason why a request may not start, and when to ask again. */
export interface Refused {
  readonly blocked: Blocked
  readonly askAgainAt: number
}

/** The permit that a request needs beside the arithmetic, where processes share a quota. */
export interface Claim {
  /** Takes it, or says why it cannot be had. */
  readonly take: Effect.Effect<Refused | undefined>
  readonly giveBack: Effect.Effect<void>
}

/** A request on its way to its start. */
interface Turn {
  readonly interruptible: Interruptible
  readonly claim: Claim | undefined
  hasWaited: boolean
}

/** Lets requests start as the arithmetic of a quota allows it, first come first served. */
export interface Admission {
  /**
   * Waits until the request may start. It is not to be interrupted, but for the waits themselves.
   *
   * @param now - The time at which the request comes.
   * @param claim - The permit that it needs from others.
   */
  readonly start: (interruptible: Interruptible, now: number, claim?: Claim) => Effect.Effect<Ticket>
  /** Has the first in the queue look again: a request has ended. */
  readonly requestEnded: () => void
  readonly waiting: SubscriptionRef.SubscriptionRef<Option.Option<Waiting>>
  /** Shows how many wait by now, and an outage for as long as it lasts, though none may wait. */
  readonly refresh: Effect.Effect<void>
}

export const make = (pacer: Pacer): Effect.Effect<Admission> =>
  Effect.map(SubscriptionRef.make(Option.none<Waiting>()), (waiting) => {
    const queue = new RequestQueue()
    const ended = new Latch()

    const show = (wait: Option.Option<Blocked>) =>
      Effect.zipRight(
        Metric.set(ClientMetrics.quotaWaiting, queue.length),
        SubscriptionRef.set(
          waiting,
          Option.map(wait, (wait) => ({ ...wait, waiting: queue.length }))
        )
      )

    const refresh = Effect.flatMap(Effect.zip(SubscriptionRef.get(waiting), currentMillis), ([wait, now]) =>
      show(queue.length === 0 ? Option.fromNullable(pacer.outage(now)) : wait)
    )

    // Nothing but the waits is interruptible, so that no start is without its end.
    const wait = (
      turn: Turn,
      blocked: Blocked,
      until: number,
      now: number,
      endsSeen: number
    ): Effect.Effect<Ticket> => {
      turn.hasWaited = true
      // In whole milliseconds, as clocks tell the time.
      const millis = Math.ceil(Math.min(until - now, longestSleep))
      const slept = Effect.raceFirst(ended.after(endsSeen), Effect.sleep(millis))
      return show(Option.some(blocked)).pipe(
        Effect.zipRight(turn.interruptible(slept)),
        Effect.zipRight(atTheFront(turn))
      )
    }

    const claimed = (turn: Turn, { giveBack, take }: Claim): Effect.Effect<Ticket> => {
      const endsSeen = ended.count
      const taken = Effect.onInterrupt(turn.interruptible(take), () => giveBack)
      return Effect.flatMap(Effect.zip(taken, currentMillis), ([refused, now]) => {
        if (refused !== undefined) return wait(turn, refused.blocked, refused.askAgainAt, now, endsSeen)
        // Another request may have met a 429 meanwhile.
        return pacer.blocked(now) === undefined
          ? Effect.succeed(pacer.start(now))
          : Effect.zipRight(giveBack, atTheFront(turn))
      })
    }

    const atTheFront = (turn: Turn): Effect.Effect<Ticket> =>
      Effect.flatMap(currentMillis, (now) => {
        const blocked = pacer.blocked(now)
        if (blocked !== undefined) return wait(turn, blocked, blocked.until, now, ended.count)
        return turn.claim === undefined ? Effect.succeed(pacer.start(now)) : claimed(turn, turn.claim)
      })

    const inTheQueue = (turn: Turn): Effect.Effect<Ticket> =>
      Effect.suspend(() => {
        const entered = queue.enter(turn.interruptible)
        return refresh.pipe(
          Effect.zipRight(entered),
          Effect.zipRight(
            Effect.ensuring(
              atTheFront(turn),
              Effect.sync(() => queue.leave())
            )
          ),
          Effect.ensuring(refresh),
          Effect.zipLeft(
            Effect.suspend(() => (turn.hasWaited ? Metric.increment(ClientMetrics.quotaWaits) : Effect.void))
          )
        )
      })

    return {
      start: (interruptible, now, claim) =>
        claim === undefined && queue.length === 0 && pacer.blocked(now) === undefined
          ? Effect.sync(() => pacer.start(now))
          : inTheQueue({ interruptible, claim, hasWaited: queue.length > 0 }),
      requestEnded: () => ended.give(),
      waiting,
      refresh
    }
  })
