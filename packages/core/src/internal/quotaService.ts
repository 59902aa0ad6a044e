import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as SubscriptionRef from "effect/SubscriptionRef"
import * as ClientMetrics from "../ClientMetrics.js"
import type { Permit, Quota, Wait } from "./quota.js"
import { type Interruptible, QuotaLine } from "./quotaLine.js"
import type { Blocked, QuotaPace, Ticket } from "./quotaPace.js"
import { Signal } from "./signal.js"

/** The longest sleep, in milliseconds: a timer of the platform is bounded, and clocks are set. */
const longestSleep = 60 * 60 * 1000

const defaultBackoff = Duration.seconds(1)

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
    const shown = yield* SubscriptionRef.make(Option.none<Wait>())
    const ended = new Signal()

    const show = (wait: Option.Option<Wait>) =>
      Effect.zipRight(Metric.set(ClientMetrics.quotaWaiting, line.length), SubscriptionRef.set(shown, wait))

    const showLength = Effect.flatMap(SubscriptionRef.get(shown), (wait) =>
      show(line.length === 0 ? Option.none() : Option.map(wait, (wait) => ({ ...wait, waiting: line.length })))
    )

    const showBlocked = ({ at, ...blocked }: Blocked) =>
      show(
        Option.some({
          ...blocked,
          waiting: line.length,
          ...(Number.isFinite(at) ? { until: DateTime.unsafeMake(at) } : {})
        })
      )

    // Nothing but the sleep is interruptible, so that no start is without its end.
    const atTheFront = (interruptible: Interruptible): Effect.Effect<Ticket> =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
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

    const now = Clock.currentTimeMillis

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
      wait: SubscriptionRef.get(shown),
      waits: shown.changes,
      forecast: (requests) => Effect.map(now, (now) => DateTime.unsafeMake(pace.forecast(now, requests)))
    }
  })
