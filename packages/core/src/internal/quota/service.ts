import type { Streak, Unanswered } from "@effect-userplane/protocol/OutageDetector"
import type { Pacer, Ticket } from "@effect-userplane/protocol/Pacer"
import type { QuotaWindow } from "@effect-userplane/protocol/QuotaWindow"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { present } from "../present.js"
import { currentMillis, toWall } from "../telemetry/clock.js"
import * as Admission from "./admission.js"
import type { Hold, Shared } from "./shared.js"

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

/** The use of a permit. */
interface Use {
  /** True when the request may have left. */
  sent: boolean
  /** True when it was answered by the service, with anything but a 429. */
  answered: boolean
}

const suspicionOf = (pacer: Pacer, { refresh }: Admission.Admission, streak: Streak) => ({
  isOutage: () => streak.isOutage,
  verdict: Effect.async<boolean>((resume) =>
    Effect.sync(streak.onVerdict((isOutage) => resume(Effect.succeed(isOutage))))
  ),
  noOtherLink: Effect.zipRight(
    Effect.map(currentMillis, (now) => pacer.noOtherLink(streak, now)),
    refresh
  )
})

interface RateLimitedOptions {
  readonly retryAfter?: Duration.DurationInput | undefined
  readonly backoff?: Duration.DurationInput | undefined
}

interface UnansweredOptions extends Omit<Unanswered, "retryAfter"> {
  readonly retryAfter?: Duration.DurationInput | undefined
}

interface PermitParts {
  readonly pacer: Pacer
  readonly admission: Admission.Admission
  readonly shared: Shared | undefined
  readonly hold: Hold | undefined
  readonly ticket: Ticket
  readonly waited: number
  readonly use: Use
}

const never = Effect.succeed(false)

const permitOf = ({ admission, hold, pacer, shared, ticket, use, waited }: PermitParts) => ({
  waited: Duration.millis(waited),
  hasLapsed: hold === undefined ? never : hold.hasLapsed,
  rateLimited: ({ backoff = defaultBackoff, retryAfter = Duration.zero }: RateLimitedOptions) =>
    Effect.flatMap(currentMillis, (now) => {
      use.answered = false
      pacer.rateLimited(ticket, now, {
        retryAfter: Duration.toMillis(retryAfter),
        backoff: Duration.toMillis(backoff)
      })
      return shared === undefined ? Effect.void : shared.pause(Math.max(0, pacer.state(now).pausedUntil - now))
    }),
  unsent: Effect.sync(() => {
    use.sent = false
  }),
  unanswered: ({ retryAfter = Duration.zero, ...request }: UnansweredOptions) =>
    Effect.map(currentMillis, (now) => {
      use.answered = false
      const streak = pacer.unanswered(ticket, now, { ...request, retryAfter: Duration.toMillis(retryAfter) })
      return suspicionOf(pacer, admission, streak)
    })
})

type Permit = ReturnType<typeof permitOf>

interface PermitOptions {
  readonly timeout?: Duration.Duration | undefined
}

/**
 * The service `Quota` over its arithmetic.
 *
 * @param save - Comes after every start, and is waited for before the request is sent. It also comes after one that was
 *   taken back.
 * @param shared - The part that other processes have in it.
 */
export const make = (pacer: Pacer, save: Effect.Effect<void> = Effect.void, shared?: Shared) =>
  Effect.map(Admission.make(pacer), (admission) => {
    const ended = (ticket: Ticket, { answered, sent }: Use, isInterrupted: boolean, hold: Hold | undefined) =>
      Effect.flatMap(currentMillis, (now) => {
        const wasOutage = pacer.isOutage
        if (sent) pacer.end(ticket, now)
        else pacer.cancel()
        if (sent && answered && !isInterrupted) pacer.answered(ticket, now)
        const shown = wasOutage ? admission.refresh : Effect.void
        // The log is not to be asked again before it knows of the end.
        if (hold !== undefined) return Effect.zipRight(shown, hold.release(sent, admission.requestEnded))
        admission.requestEnded()
        // Nobody waits for what only makes others wait less.
        return sent ? shown : Effect.zipRight(shown, Effect.forkDaemon(save))
      })

    return {
      windows: pacer.windows.map(windowOf),
      permit: <A, E, R>(
        use: (permit: Permit) => Effect.Effect<A, E, R>,
        options?: PermitOptions
      ): Effect.Effect<A, E, R> =>
        Effect.uninterruptibleMask((restore) =>
          Effect.gen(function* () {
            const cameAt = yield* currentMillis
            const hold = shared?.hold(options?.timeout)
            const ticket = yield* admission.start(restore, cameAt, hold)
            const used: Use = { sent: false, answered: false }
            const request = Effect.suspend(() => {
              used.sent = true
              used.answered = true
              const waited = ticket.startedAt - cameAt
              return use(permitOf({ pacer, admission, shared, hold, ticket, waited, use: used }))
            })
            return yield* Effect.onExit(restore(Effect.zipRight(save, request)), (exit) =>
              ended(ticket, used, Exit.isInterrupted(exit), hold)
            )
          })
        ),
      wait: Effect.flatMap(SubscriptionRef.get(admission.waiting), Effect.transposeMapOption(waitOf)),
      waits: Stream.mapEffect(admission.waiting.changes, Effect.transposeMapOption(waitOf)),
      forecast: (requests: number) =>
        Effect.flatMap(
          shared === undefined
            ? Effect.map(currentMillis, (now) => pacer.forecast(now, requests))
            : shared.forecast(requests),
          toWall
        )
    }
  })
