import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import * as ClientMetrics from "../../ClientMetrics.js"
import { present } from "../present.js"
import { currentMillis, toWall } from "../telemetry/clock.js"
import { Latch } from "./latch.js"
import type { Streak } from "./outage.js"
import type { Blocked, Pacer, Ticket } from "./pacer.js"
import { type Interruptible, RequestQueue } from "./queue.js"
import type { Outage, Permit, Quota, Suspicion, Wait } from "./quota.js"

/** The longest sleep, in milliseconds: a timer of the platform is bounded. */
const longestSleep = 60 * 60 * 1000

const defaultBackoff = Duration.seconds(1)

/** What became of a permit. */
interface Use {
  /** Whether the request may have left. */
  sent: boolean
  /** Whether it was answered by the service, with anything but a 429. */
  answered: boolean
}

interface Shown extends Blocked {
  readonly waiting: number
}

const outageOf = ({ last: { message, status }, since }: Streak): Effect.Effect<Outage> =>
  Effect.map(toWall(since), (since) => present({ since, message, status }))

/** The wait as people read it: with the times of a wall clock, as that is set by now. */
const waitOf = (shown: Option.Option<Shown>): Effect.Effect<Option.Option<Wait>> =>
  Effect.transposeMapOption(shown, ({ at, outage, ...wait }) =>
    Effect.gen(function* () {
      return {
        ...wait,
        ...(outage === undefined ? {} : { outage: yield* outageOf(outage) }),
        ...(Number.isFinite(at) ? { until: yield* toWall(at) } : {})
      }
    })
  )

/**
 * The arithmetic in the hands of fibers.
 *
 * @param save - Comes after every start, and is waited for before the request is sent. It also comes after one that was given back.
 */
export const make = (pace: Pacer, save: Effect.Effect<void> = Effect.void): Effect.Effect<Context.Tag.Service<Quota>> =>
  Effect.gen(function* () {
    const line = new RequestQueue()
    const shown = yield* SubscriptionRef.make(Option.none<Shown>())
    const ended = new Latch()

    const show = (wait: Option.Option<Shown>) =>
      Effect.zipRight(Metric.set(ClientMetrics.quotaWaiting, line.length), SubscriptionRef.set(shown, wait))

    // An outage is shown for as long as it lasts, also while the only request asks whether it is over.
    const showLength = Effect.flatMap(Effect.zip(SubscriptionRef.get(shown), currentMillis), ([wait, now]) => {
      const last = line.length === 0 ? Option.fromNullable(pace.outage(now)) : wait
      return show(Option.map(last, (wait) => ({ ...wait, waiting: line.length })))
    })

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

    const suspicionOf = (streak: Streak): Suspicion => ({
      isOutage: () => streak.isOutage,
      verdict: streak.verdict,
      noOtherLink: Effect.zipRight(
        Effect.map(now, (now) => pace.noOtherLink(streak, now)),
        showLength
      )
    })

    const permitOf = (ticket: Ticket, cameAt: number, use: Use): Permit => ({
      waited: Duration.millis(ticket.startedAt - cameAt),
      refused: ({ backoff = defaultBackoff, retryAfter = Duration.zero }) =>
        Effect.map(now, (now) => {
          use.answered = false
          pace.refused(ticket, now, { hint: Duration.toMillis(retryAfter), backoff: Duration.toMillis(backoff) })
        }),
      unsent: Effect.sync(() => {
        use.sent = false
      }),
      unanswered: ({ retryAfter = Duration.zero, ...request }) =>
        Effect.map(now, (now) => {
          use.answered = false
          return suspicionOf(pace.unanswered(ticket, now, { ...request, hint: Duration.toMillis(retryAfter) }))
        })
    })

    return {
      windows: pace.rules.map(({ limit, millis }) => ({ limit, duration: Duration.millis(millis) })),
      permit: (use) =>
        Effect.uninterruptibleMask((restore) =>
          Effect.gen(function* () {
            const cameAt = yield* now
            const ticket = yield* start(restore, cameAt)
            const used: Use = { sent: false, answered: false }
            const request = Effect.suspend(() => {
              used.sent = true
              used.answered = true
              return use(permitOf(ticket, cameAt, used))
            })
            return yield* Effect.onExit(restore(Effect.zipRight(save, request)), (exit) =>
              Effect.flatMap(now, (now) => {
                const { answered, sent } = used
                const wasOutage = pace.isOutage
                if (sent) pace.end(ticket, now)
                else pace.giveBack()
                if (sent && answered && !Exit.isInterrupted(exit)) pace.answered(ticket, now)
                ended.give()
                const shown = wasOutage ? showLength : Effect.void
                // Nobody waits for what only makes others wait less.
                return sent ? shown : Effect.zipRight(shown, Effect.forkDaemon(save))
              })
            )
          })
        ),
      wait: Effect.flatMap(SubscriptionRef.get(shown), waitOf),
      waits: Stream.mapEffect(shown.changes, waitOf),
      forecast: (requests) => Effect.flatMap(now, (now) => toWall(pace.forecast(now, requests)))
    }
  })
