import type { Streak, Unanswered } from "@effect-userplane/protocol/OutageDetector"
import type { Pacer, Ticket } from "@effect-userplane/protocol/Pacer"
import type { QuotaWindow } from "@effect-userplane/protocol/QuotaWindow"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { millisOption } from "../durationOption.js"
import { present } from "../present.js"
import { currentMillis, toWall } from "../telemetry/clock.js"
import * as Admission from "./admission.js"

// The types that are documented stand in `Quota.ts`, which imports this module.

const defaultBackoff = Duration.seconds(1)

const windowOf = ({ limit, millis }: QuotaWindow) => ({ limit, duration: Duration.millis(millis) })

const outageOf = ({ last: { message, status }, since }: Streak) =>
  Effect.map(toWall(since), (since) => present({ since, message, status }))

/** The wait as people read it: with the times of a wall clock, as that is set by now. */
const waitOf = ({ outage, reason, until, waiting, window }: Admission.Waiting) =>
  Effect.gen(function* () {
    return present({
      reason,
      window: window === undefined ? undefined : windowOf(window),
      outage: outage === undefined ? undefined : yield* outageOf(outage),
      until: Number.isFinite(until) ? yield* toWall(until) : undefined,
      waiting
    })
  })

const asRead = (waiting: Option.Option<Admission.Waiting>) => Effect.transposeOption(Option.map(waiting, waitOf))

/** The use of a permit. */
interface Use {
  /** True when the request may have left. */
  sent: boolean
  /** True when it was answered by the service, with anything but a 429. */
  answered: boolean
}

const suspicionOf = (pacer: Pacer, { refresh }: Admission.Admission, streak: Streak) => ({
  isOutage: () => streak.isOutage,
  // Whoever waits runs on its own, and not within what the pacer is doing.
  verdict: Effect.callback<boolean>((resume) =>
    Effect.sync(streak.onVerdict((isOutage) => resume(Effect.as(Effect.yieldNow, isOutage))))
  ),
  noOtherLink: Effect.andThen(
    Effect.map(currentMillis, (now) => pacer.noOtherLink(streak, now)),
    refresh
  )
})

interface RateLimitedOptions {
  readonly retryAfter?: Duration.Input | undefined
  readonly backoff?: Duration.Input | undefined
}

interface UnansweredOptions extends Omit<Unanswered, "retryAfter"> {
  readonly retryAfter?: Duration.Input | undefined
}

const permitOf = (pacer: Pacer, admission: Admission.Admission, ticket: Ticket, waited: number, use: Use) => ({
  waited: Duration.millis(waited),
  rateLimited: ({ backoff = defaultBackoff, retryAfter = Duration.zero }: RateLimitedOptions) =>
    Effect.map(currentMillis, (now) => {
      use.answered = false
      pacer.rateLimited(ticket, now, {
        retryAfter: millisOption(retryAfter),
        backoff: millisOption(backoff)
      })
    }),
  unsent: Effect.sync(() => {
    use.sent = false
  }),
  unanswered: ({ retryAfter = Duration.zero, ...request }: UnansweredOptions) =>
    Effect.map(currentMillis, (now) => {
      use.answered = false
      const streak = pacer.unanswered(ticket, now, { ...request, retryAfter: millisOption(retryAfter) })
      return suspicionOf(pacer, admission, streak)
    })
})

type Permit = ReturnType<typeof permitOf>

/**
 * The service `Quota` over its arithmetic.
 *
 * @param save - Comes after every start, and is waited for before the request is sent. It also comes after one that was
 *   taken back.
 */
export const make = (pacer: Pacer, save: Effect.Effect<void> = Effect.void) =>
  Effect.map(Admission.make(pacer), (admission) => {
    const ended = (ticket: Ticket, { answered, sent }: Use, isInterrupted: boolean) =>
      Effect.flatMap(currentMillis, (now) => {
        const wasOutage = pacer.isOutage
        if (sent) pacer.end(ticket, now)
        else pacer.cancel()
        if (sent && answered && !isInterrupted) pacer.answered(ticket, now)
        const shown = wasOutage ? Effect.andThen(admission.requestEnded, admission.refresh) : admission.requestEnded
        // Nobody waits for what only makes others wait less.
        return sent ? shown : Effect.andThen(shown, Effect.forkDetach(save))
      })

    return {
      windows: pacer.windows.map(windowOf),
      permit: <A, E, R>(use: (permit: Permit) => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
        Effect.uninterruptibleMask((restore) =>
          Effect.gen(function* () {
            const cameAt = yield* currentMillis
            const ticket = yield* admission.start(restore, cameAt)
            const used: Use = { sent: false, answered: false }
            const request = Effect.suspend(() => {
              used.sent = true
              used.answered = true
              return use(permitOf(pacer, admission, ticket, ticket.startedAt - cameAt, used))
            })
            return yield* Effect.onExit(restore(Effect.andThen(save, request)), (exit) =>
              ended(ticket, used, Exit.hasInterrupts(exit))
            )
          })
        ),
      wait: Effect.flatMap(SubscriptionRef.get(admission.waiting), asRead),
      waits: Stream.mapEffect(SubscriptionRef.changes(admission.waiting), asRead),
      forecast: (requests: number) => Effect.flatMap(currentMillis, (now) => toWall(pacer.forecast(now, requests)))
    }
  })
