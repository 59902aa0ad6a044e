/**
 * Shows how far a deletion is while it goes on: on a terminal a bar, elsewhere a line now and then.
 *
 * @since 0.1.0
 */
import type { Quota } from "@effect-userplane/core/Quota"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { Sink } from "../terminal/Output.js"
import * as ProgressText from "./output/ProgressText.js"

/** Often enough to look alive, and seldom enough to be read. */
const betweenFrames = Duration.millis(250)

const betweenLines = Duration.seconds(10)

/** A forecast changes little from one second to the next. */
const betweenForecasts = Duration.toMillis("5 seconds")

/**
 * It goes through every request that is left, and a million of them are not to slow the deletion down by more than
 * this.
 */
const shareOfForecasts = 0.02

const minute = Duration.toMillis("1 minute")

/**
 * The counts of a deletion.
 *
 * @since 0.1.0
 * @category models
 */
export interface Counts {
  readonly done: number
  readonly failed: number
  readonly total: number | undefined
  readonly isStopping: boolean
  readonly quotaShare?: number
}

/** The time of a clock that is never set, in milliseconds: rates are measured by it. */
const uptime = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos / 1_000_000n))

/** The number of links that ended in the last minute, from the counts at each look. */
class LastMinute {
  private looks: Array<readonly [at: number, done: number]> = []

  look(now: number, done: number): number {
    this.looks.push([now, done])
    // The last look before the minute stays: what ended since is the difference to it.
    const within = this.looks.findIndex(([at]) => at > now - minute)
    if (within > 1) this.looks = this.looks.slice(within - 1)
    return done - (this.looks[0]?.[1] ?? 0)
  }
}

const make = (counts: () => Counts, quota: Context.Tag.Service<Quota>, start: number) => {
  const ended = new LastMinute()
  ended.look(start, counts().done)
  let nextForecast = Number.NEGATIVE_INFINITY
  let earliest: DateTime.Utc | undefined

  const forecast = (left: number): Effect.Effect<DateTime.Utc | undefined> =>
    Effect.gen(function* () {
      const before = yield* uptime
      if (before < nextForecast) return earliest
      earliest = yield* quota.forecast(left)
      const after = yield* uptime
      nextForecast = after + Math.max(betweenForecasts, (after - before) / shareOfForecasts)
      return earliest
    })

  return Effect.gen(function* () {
    const now = yield* DateTime.now
    const wait = yield* quota.wait
    const { done, failed, isStopping, quotaShare = 100, total } = counts()
    const lastMinute = ended.look(yield* uptime, done)
    const left = total === undefined ? undefined : Math.max(0, total - done)
    const isOutage = Option.exists(wait, ({ reason }) => reason === "Outage")
    const byQuota = left === undefined || isOutage ? undefined : yield* forecast(left)
    // Where the quota lets requests through, responses may be slower than it.
    const bySpeed =
      left === undefined || lastMinute === 0 || Option.isSome(wait)
        ? undefined
        : DateTime.add(now, { millis: (left / lastMinute) * minute })
    const end = byQuota !== undefined && bySpeed !== undefined ? DateTime.max(byQuota, bySpeed) : byQuota
    return { now, done, failed, total, isStopping, quotaShare, lastMinute, wait, end }
  })
}

const onTerminal = (sink: Sink, progress: Effect.Effect<ProgressText.Progress>) =>
  Effect.gen(function* () {
    // What draws is loaded only to do so.
    const { make } = yield* Effect.promise(() => import("../terminal/Redraw.js"))
    const redraw = make(sink)
    const show = Effect.flatMap(progress, (progress) => redraw.show(ProgressText.frame(progress, sink.columns ?? 80)))
    yield* Effect.addFinalizer(() => redraw.clear)
    yield* Effect.forkScoped(Effect.repeat(show, Schedule.spaced(betweenFrames)))
  })

const asLines = (sink: Sink, progress: Effect.Effect<ProgressText.Progress>) =>
  Effect.flatMap(progress, (progress) => sink.write(ProgressText.line(progress))).pipe(
    Effect.schedule(Schedule.spaced(betweenLines)),
    Effect.forkScoped
  )

/**
 * Shows the progress until the scope is closed.
 *
 * @since 0.1.0
 * @category constructors
 */
export const show = (
  sink: Sink,
  counts: () => Counts,
  quota: Context.Tag.Service<Quota>
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.flatMap(uptime, (start) => {
    const progress = make(counts, quota, start)
    return Effect.asVoid(sink.canRedraw ? onTerminal(sink, progress) : asLines(sink, progress))
  })
