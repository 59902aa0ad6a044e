import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as ClientMetrics from "../src/ClientMetrics.js"
import * as Quota from "../src/Quota.js"

/** Requests that take so long each, all at once, and when they start. */
const burst = (count: number, takes: Duration.DurationInput = 0) =>
  Effect.gen(function* () {
    const starts: Array<number> = []
    const one = Effect.zipRight(
      Effect.flatMap(Clock.currentTimeMillis, (now) => Effect.sync(() => starts.push(now))),
      Effect.sleep(takes)
    )
    const fiber = yield* Effect.fork(
      Effect.forEach(Array.from({ length: count }), () => Quota.withPermit(one), { concurrency: "unbounded" })
    )
    return { starts, fiber }
  })

const at = (time: number) => DateTime.unsafeMake(time)

describe("a window", () => {
  it.effect("waits for a request in flight when nothing else can leave", () =>
    Effect.gen(function* () {
      const { fiber, starts } = yield* burst(2, "1 minute")
      yield* TestClock.adjust("30 seconds")
      expect(Option.getOrThrow(yield* Effect.flatMap(Quota.Quota, ({ wait }) => wait))).toEqual({
        reason: "Window",
        window: { limit: 1, duration: Duration.seconds(1) },
        waiting: 1
      })
      yield* TestClock.adjust("1 hour")
      yield* Fiber.join(fiber)
      expect(starts).toEqual([0, 61_000])
    }).pipe(Effect.provide(Quota.layer([{ limit: 1, duration: "1 second" }])))
  )

  it.effect("that is out of range is a defect", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(Effect.provide(Quota.Quota, Quota.layer([{ limit: 0, duration: "1 minute" }])))
      expect(exit).toEqual(
        Exit.die(new Cause.IllegalArgumentException("Quota: limit must be a whole number from 1, not 0"))
      )
    })
  )
})

describe("the layers", () => {
  it.effect("layerDocumented holds 120 a minute and 10,000 a day", () =>
    Effect.gen(function* () {
      const { windows } = yield* Quota.Quota
      expect(windows).toEqual([
        { limit: 120, duration: Duration.minutes(1) },
        { limit: 10_000, duration: Duration.days(1) }
      ])
    }).pipe(Effect.provide(Quota.layerDocumented))
  )
})

describe("a request that is given up in line", () => {
  it.effect("leaves its place to the next, in whatever moment it goes", () =>
    Effect.gen(function* () {
      const holder = yield* Effect.fork(Quota.withPermit(Effect.sleep("1 second")))
      yield* Effect.yieldNow()
      const first = yield* Effect.fork(Quota.withPermit(Effect.never))
      const second = yield* Effect.fork(Quota.withPermit(Effect.never))
      const third = yield* Effect.fork(Quota.withPermit(Clock.currentTimeMillis))
      yield* TestClock.adjust(100)
      yield* Fiber.interruptAll([first, second])
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(holder)
      expect(yield* Fiber.join(third)).toBe(2000)
    }).pipe(Effect.provide(Quota.layer([{ limit: 1, duration: "1 second" }])))
  )

  it.effect("after it was admitted and before it starts, hands the front on", () =>
    Effect.gen(function* () {
      const waiting = yield* Effect.forEach([1, 2, 3, 4], () => Effect.fork(Quota.withPermit(Clock.currentTimeMillis)))
      const [first, second, third, fourth] = waiting
      if (first === undefined || second === undefined || third === undefined || fourth === undefined) return
      yield* TestClock.adjust(0)
      // The one at the front goes, and admits the next, which goes in the same moment.
      second.unsafeInterruptAsFork(second.id())
      third.unsafeInterruptAsFork(third.id())
      yield* TestClock.adjust("1 minute")
      expect(yield* Fiber.join(fourth)).toBe(1000)
    }).pipe(Effect.provide(Quota.layer([{ limit: 1, duration: "1 second" }])))
  )
})

/** A request that takes so long, is rate-limited so many times, and then answered; and when it was sent. */
const rateLimitedTimes = (
  times: number,
  options: Parameters<Quota.Permit["rateLimited"]>[0] = {},
  takes: Duration.DurationInput = 0
) =>
  Effect.gen(function* () {
    const { permit } = yield* Quota.Quota
    const sent: Array<number> = []
    const once = (left: number): Effect.Effect<void> =>
      permit((permit) =>
        Effect.gen(function* () {
          sent.push(yield* Clock.currentTimeMillis)
          yield* Effect.sleep(takes)
          if (left > 0) yield* permit.rateLimited(options)
        })
      ).pipe(Effect.zipRight(left > 0 ? once(left - 1) : Effect.void))
    const fiber = yield* Effect.fork(once(times))
    return { sent, fiber }
  })

describe("a 429", () => {
  const unlimited = Effect.provide(Quota.layerUnlimited)

  it.effect("pauses everything for as long as the server asked", () =>
    Effect.gen(function* () {
      yield* rateLimitedTimes(1, { retryAfter: "20 seconds" })
      yield* TestClock.adjust("5 seconds")
      const { starts } = yield* burst(1)
      yield* TestClock.adjust("1 minute")
      expect(starts).toEqual([20_000])
    }).pipe(unlimited)
  )

  it.effect("is shared by concurrent requests: they pause once", () =>
    Effect.gen(function* () {
      const all = yield* Effect.forEach([1, 2, 3], () => rateLimitedTimes(1, { backoff: "2 seconds" }, 100))
      yield* TestClock.adjust("1 minute")
      // One goes first, and with its answer the two others.
      const again = all.flatMap(({ sent }) => sent.slice(1))
      expect(again.toSorted()).toEqual([2100, 2200, 2200])
    }).pipe(unlimited)
  )
})

describe("the wait", () => {
  it.effect("can be read: what for, until when, and by how many", () =>
    Effect.gen(function* () {
      const { wait } = yield* Quota.Quota
      expect(yield* wait).toEqual(Option.none())
      yield* burst(5)
      yield* TestClock.adjust(0)
      const window = { limit: 2, duration: Duration.minutes(1) }
      expect(yield* wait).toEqual(Option.some({ reason: "Window", window, until: at(60_000), waiting: 3 }))
      yield* TestClock.adjust("1 minute")
      expect(yield* wait).toEqual(Option.some({ reason: "Window", window, until: at(120_000), waiting: 1 }))
      yield* TestClock.adjust("1 minute")
      expect(yield* wait).toEqual(Option.none())
    }).pipe(Effect.provide(Quota.layer([{ limit: 2, duration: "1 minute" }])))
  )

  it.effect("tells a pause and the first requests after it from a full window", () =>
    Effect.gen(function* () {
      const { wait } = yield* Quota.Quota
      const reason = Effect.map(
        wait,
        Option.map(({ reason, until }) => [reason, until])
      )
      yield* rateLimitedTimes(1, { retryAfter: "10 seconds" })
      yield* burst(5, "1 second")
      yield* TestClock.adjust("1 second")
      expect(yield* reason).toEqual(Option.some(["Pause", at(10_000)]))
      yield* TestClock.adjust("9500 millis")
      expect(yield* reason).toEqual(Option.some(["Probe", undefined]))
    }).pipe(Effect.provide(Quota.layerUnlimited))
  )

  it.effect("can be watched", () =>
    Effect.gen(function* () {
      const { waits } = yield* Quota.Quota
      const seen = yield* waits.pipe(
        Stream.map(Option.match({ onNone: () => 0, onSome: ({ waiting }) => waiting })),
        Stream.changes,
        Stream.takeUntil((waiting) => waiting === 1),
        Stream.runCollect,
        Effect.fork
      )
      yield* TestClock.adjust(0)
      yield* burst(4)
      yield* TestClock.adjust("10 minutes")
      expect(Chunk.toReadonlyArray(yield* Fiber.join(seen))).toEqual([0, 1])
    }).pipe(Effect.provide(Quota.layer([{ limit: 1, duration: "1 minute" }])))
  )

  it.effect("is a metric", () =>
    Effect.gen(function* () {
      const before = (yield* Metric.value(ClientMetrics.quotaWaits)).count
      yield* burst(5)
      yield* TestClock.adjust(0)
      expect((yield* Metric.value(ClientMetrics.quotaWaiting)).value).toBe(3)
      yield* TestClock.adjust("1 hour")
      expect((yield* Metric.value(ClientMetrics.quotaWaiting)).value).toBe(0)
      expect((yield* Metric.value(ClientMetrics.quotaWaits)).count - before).toBe(3)
    }).pipe(Effect.provide(Quota.layer([{ limit: 2, duration: "1 minute" }])))
  )

  it.effect("is told to the request", () =>
    Effect.gen(function* () {
      const { permit } = yield* Quota.Quota
      const waited = permit(({ waited }) => Effect.succeed(Duration.toMillis(waited)))
      const all = yield* Effect.fork(Effect.all([waited, waited, waited], { concurrency: 3 }))
      yield* TestClock.adjust("1 hour")
      expect(yield* Fiber.join(all)).toEqual([0, 60_000, 120_000])
    }).pipe(Effect.provide(Quota.layer([{ limit: 1, duration: "1 minute" }])))
  )
})

describe("the forecast", () => {
  it.effect("is when the last of so many requests starts at the earliest", () =>
    Effect.gen(function* () {
      const { forecast } = yield* Quota.Quota
      expect(yield* forecast(0)).toEqual(at(0))
      expect(yield* forecast(120)).toEqual(at(0))
      expect(yield* forecast(121)).toEqual(at(60_000))
      expect(yield* forecast(1000)).toEqual(at(8 * 60_000))
      expect(yield* forecast(25_000)).toEqual(at(Duration.toMillis("2 days") + 41 * 60_000))
    }).pipe(Effect.provide(Quota.layer(Quota.documented)))
  )

  it.effect("begins with what was used, what is in flight and the pause", () =>
    Effect.gen(function* () {
      const { forecast } = yield* Quota.Quota
      yield* rateLimitedTimes(1, { retryAfter: "10 seconds" })
      yield* TestClock.adjust(0)
      expect(yield* forecast(1)).toEqual(at(10_000))
      yield* TestClock.adjust("10 seconds")
      yield* Effect.fork(Quota.withPermit(Effect.never))
      yield* TestClock.adjust(0)
      expect(yield* forecast(1)).toEqual(at(60_000))
      expect(yield* forecast(2)).toEqual(at(70_000))
    }).pipe(Effect.provide(Quota.layer([{ limit: 3, duration: "1 minute" }])))
  )
})
