import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import * as ClientMetrics from "../ClientMetrics.js"
import { currentMillis, toWall } from "./monotonic.js"
import type { Permit, Quota, Wait } from "./quota.js"
import { type Interruptible, QuotaLine } from "./quotaLine.js"
import type { Blocked, QuotaPace, Ticket } from "./quotaPace.js"
import { Signal } from "./signal.js"

/** The longest sleep, in milliseconds: a timer of the platform is bounded. */
const longestSleep = 60 * 60 * 1000

const defaultBackoff = Duration.seconds(1)

interface Shown extends Blocked {
  readonly waiting: number
}

/** The wait as people read it: with the time of a wall clock, as that is set by now. */
const waitOf = (shown: Option.Option<Shown>): Effect.Effect<Option.Option<Wait>> =>
  Effect.transposeMapOption(shown, ({ at, ...wait }) =>
    Number.isFinite(at) ? Effect.map(toWall(at), (until) => ({ ...wait, until })) : Effect.succeed(wait)
  )

/**
 * The arithmetic in the hands of fibers.
 *
 * @param started - Comes after every start, and is waited for before the request is sent.
 */
export const make = (
  pace: QuotaPace,
  started: Effect.Effect<void> = Effect.void
): Effect.Effect<Context.Tag.Service<Quota>> =>
  Effect.gen(function* () {
    const line = new QuotaLine()
    const shown = yield* SubscriptionRef.make(Option.none<Shown>())
    const ended = new Signal()

    const show = (wait: Option.Option<Shown>) =>
      Effect.zipRight(Metric.set(ClientMetrics.quotaWaiting, line.length), SubscriptionRef.set(shown, wait))

    const showLength = Effect.flatMap(SubscriptionRef.get(shown), (wait) =>
      show(line.length === 0 ? Option.none() : Option.map(wait, (wait) => ({ ...wait, waiting: line.length })))
    )

    const showBlocked = (blocked: Blocked) => show(Option.some({ ...blocked, waiting: line.length }))

    // Nothing but the sleep is interruptible, so that no start is without its end.
    const atTheFront = (interruptible: Interruptible): Effect.Effect<Ticket> =>
      Effect.flatMap(currentMillis, (now) => {
        const blocked = pace.blocked(now)
        if (blocked === undefined) return Effect.succeed(pace.start(now))
        // In whole milliseconds, as clocks tell the time.
        const millis = Math.ceil(Math.min(blocked.at - now, longestSleep))
        const slept = Effect.raceFirst(ended.after(ended.count), Effect.sleep(millis))
        return showBlocked(blocked).pipe(
          Effect.zipRight(interruptible(slept)),
          Effect.zipRight(atTheFront(interruptible))
        )
      })

    const inLine = (interruptible: Interruptible): Effect.Effect<Ticket> =>
      Effect.suspend(() => {
        const entered = line.enter(interruptible)
        return showLength.pipe(
          Effect.zipRight(entered),
          Effect.zipRight(
            Effect.ensuring(
              atTheFront(interruptible),
              Effect.sync(() => line.leave())
            )
          ),
          Effect.ensuring(showLength)
        )
      })

    const start = (interruptible: Interruptible, now: number): Effect.Effect<Ticket> =>
      line.length === 0 && pace.blocked(now) === undefined
        ? Effect.sync(() => pace.start(now))
        : Effect.zipLeft(inLine(interruptible), Metric.increment(ClientMetrics.quotaWaits))

    const now = currentMillis

    const permitOf = (ticket: Ticket, cameAt: number, refusedBy: () => void): Permit => ({
      waited: Duration.millis(ticket.startedAt - cameAt),
      refused: ({ backoff = defaultBackoff, retryAfter = Duration.zero }) =>
        Effect.map(now, (now) => {
          refusedBy()
          pace.refused(ticket, now, { hint: Duration.toMillis(retryAfter), backoff: Duration.toMillis(backoff) })
        })
    })

    return {
      windows: pace.rules.map(({ limit, millis }) => ({ limit, duration: Duration.millis(millis) })),
      permit: (use) =>
        Effect.uninterruptibleMask((restore) =>
          Effect.gen(function* () {
            const cameAt = yield* now
            const ticket = yield* start(restore, cameAt)
            let sent = false
            let refused = false
            const permit = permitOf(ticket, cameAt, () => {
              refused = true
            })
            const request = Effect.suspend(() => {
              sent = true
              return use(permit)
            })
            return yield* Effect.onExit(restore(Effect.zipRight(started, request)), (exit) =>
              Effect.map(now, (now) => {
                if (sent) pace.end(ticket, now)
                else pace.giveBack()
                if (!refused && !Exit.isInterrupted(exit)) pace.answered(ticket, now)
                ended.give()
              })
            )
          })
        ),
      wait: Effect.flatMap(SubscriptionRef.get(shown), waitOf),
      waits: Stream.mapEffect(shown.changes, waitOf),
      forecast: (requests) => Effect.flatMap(now, (now) => toWall(pace.forecast(now, requests)))
    }
  })
