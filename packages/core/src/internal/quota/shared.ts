import { Streak } from "@effect-userplane/protocol/OutageDetector"
import { Pacer } from "@effect-userplane/protocol/Pacer"
import * as QuotaState from "@effect-userplane/protocol/QuotaState"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import type * as Scope from "effect/Scope"
import { type PermitLog, PermitLogUnavailable, type Refusal } from "../../PermitLog.js"
import { currentMillis } from "../telemetry/clock.js"
import type { Claim, Refused } from "./admission.js"

/** The time that the log may take to answer. */
const answerTimeout = Duration.seconds(5)

/** The first pause after the log could not be reached, in milliseconds. Each is twice as long as the one before. */
const firstPause = 500

const longestPause = 5000

/** The log is asked again after so many milliseconds when nobody can say when a window opens. */
const pollInterval = 1000

/** The longest wait before another look, in milliseconds: a window opens sooner than was said when a permit is taken back. */
const longestWait = 10 * 60 * 1000

/** A lease is no longer, even if the request may take for ever. */
const longestLease = Duration.hours(1)

/** The permit of one request. */
export interface Hold extends Claim {
  /** Ends it, or takes it back when the request was never sent. Nobody waits for that; `released` is called when it is done. */
  readonly release: (sent: boolean, released: () => void) => Effect.Effect<void>
  /** True when the request comes too late to leave under it. */
  readonly hasLapsed: Effect.Effect<boolean>
}

/** The part of a quota that its processes share. */
export interface Shared {
  /** @param timeout - The time that the request may take, where that is known. */
  readonly hold: (timeout: Duration.Duration | undefined) => Hold
  /** Pauses the other processes for so many milliseconds. */
  readonly pause: (millis: number) => Effect.Effect<void>
  readonly forecast: (requests: number) => Effect.Effect<number>
}

interface Options {
  /** In milliseconds. */
  readonly tolerance: number
  /** In milliseconds. */
  readonly sendWithin: number
  readonly requestTimeout: Duration.Duration
}

const inTime = <A>(asked: Effect.Effect<A, PermitLogUnavailable>): Effect.Effect<A, PermitLogUnavailable> =>
  Effect.timeoutFail(asked, {
    duration: answerTimeout,
    onTimeout: () => new PermitLogUnavailable({ message: `No answer within ${Duration.format(answerTimeout)}` })
  })

/** The failures of the log in a row, as the outage that they are. */
class Failures {
  private streak: Streak | undefined
  private pauses = 0

  failed(now: number, message: string): Refused {
    const failure = { subject: "", message: `The quota's permits cannot be reached: ${message}`, retryAfter: 0 }
    this.streak ??= new Streak(now, failure)
    this.streak.last = failure
    const until = now + Math.min(firstPause * 2 ** this.pauses, longestPause)
    this.pauses += 1
    return { blocked: { reason: "Outage", until, outage: this.streak }, askAgainAt: until }
  }

  answered(): void {
    this.streak = undefined
    this.pauses = 0
  }
}

const refusedBy = (refusal: Refusal, pacer: Pacer, now: number): Refused => {
  if (refusal.reason === "Pause") {
    const until = now + Math.ceil(Duration.toMillis(refusal.endsIn))
    pacer.pausedElsewhere(until)
    return { blocked: { reason: "Pause", until }, askAgainAt: until }
  }
  const { opensIn, window } = refusal
  const wait = opensIn === undefined ? undefined : Math.ceil(Duration.toMillis(opensIn))
  return {
    blocked: {
      reason: "Window",
      until: wait === undefined ? Number.POSITIVE_INFINITY : now + wait,
      window: { limit: window.limit, millis: Duration.toMillis(window.duration) }
    },
    askAgainAt: now + Math.min(wait ?? pollInterval, longestWait)
  }
}

/** Shares a quota through a log, until the scope ends: what was said to the log by then has arrived. */
export const make = (log: PermitLog, pacer: Pacer, options: Options): Effect.Effect<Shared, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { requestTimeout, sendWithin, tolerance } = options
    const releases = yield* FiberSet.make<void>()
    yield* Effect.addFinalizer(() => Effect.ignore(Effect.timeout(FiberSet.awaitEmpty(releases), answerTimeout)))
    const failures = new Failures()

    const tell = (told: Effect.Effect<void, PermitLogUnavailable>): Effect.Effect<void> =>
      Effect.catchAll(inTime(told), (error) => Effect.logDebug("The quota's permits could not be told", error))

    // Whoever releases a permit is not to be interrupted, but the log may take for ever.
    const inBackground = (effect: Effect.Effect<void>): Effect.Effect<void> =>
      Effect.asVoid(FiberSet.run(releases, Effect.interruptible(effect)))

    const hold = (timeout: Duration.Duration = requestTimeout): Hold => {
      let id = crypto.randomUUID()
      const lease = Duration.sum(Duration.min(timeout, longestLease), Duration.millis(sendWithin))
      let sendBy = 0
      const take = Effect.flatMap(currentMillis, (askedAt) => {
        // From before the question, since nobody knows when it was answered.
        sendBy = askedAt + sendWithin
        return inTime(log.take({ id, lease }))
      })
      const giveBack = Effect.suspend(() => {
        const given = id
        // It may still be on its way when the next one is taken.
        id = crypto.randomUUID()
        return inBackground(tell(log.cancel(given)))
      })
      return {
        take: Effect.matchEffect(take, {
          onFailure: ({ message }) => Effect.map(currentMillis, (now) => failures.failed(now, message)),
          onSuccess: (refusal) =>
            Effect.map(currentMillis, (now) => {
              failures.answered()
              return refusal === undefined ? undefined : refusedBy(refusal, pacer, now)
            })
        }),
        giveBack,
        release: (sent, released) =>
          inBackground(Effect.zipRight(tell(sent ? log.end(id) : log.cancel(id)), Effect.sync(released))),
        hasLapsed: Effect.map(currentMillis, (now) => now > sendBy)
      }
    }

    return {
      hold,
      pause: (millis) => tell(log.pause(Duration.millis(millis))),
      forecast: (requests) =>
        Effect.gen(function* () {
          const { now: wall, saved } = yield* inTime(log.used)
          const now = yield* currentMillis
          const state = QuotaState.restore(saved, pacer.windows, { monotonic: now, wall })
          return new Pacer(pacer.windows, tolerance, state).forecast(now, requests)
        }).pipe(Effect.catchAll(() => Effect.map(currentMillis, (now) => pacer.forecast(now, requests))))
    }
  })
