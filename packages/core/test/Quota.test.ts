import { SystemError } from "@effect/platform/Error"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as ClientMetrics from "../src/ClientMetrics.js"
import * as Quota from "../src/Quota.js"
import { onVirtualTime } from "./virtualClock.js"

const { array, boolean, integer, record } = FastCheck

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
  it.effect("lets its limit start, and the next when the first has left it", () =>
    Effect.gen(function* () {
      const { fiber, starts } = yield* burst(7)
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(fiber)
      expect(starts).toEqual([0, 0, 0, 1000, 1000, 1000, 2000])
    }).pipe(Effect.provide(Quota.layer([{ limit: 3, duration: "1 second" }])))
  )

  it.effect("slides", () =>
    Effect.gen(function* () {
      const one = Quota.withPermit(Clock.currentTimeMillis)
      yield* one
      yield* TestClock.adjust(900)
      yield* one
      const waiting = yield* Effect.fork(Effect.all([one, one], { concurrency: 2 }))
      yield* TestClock.adjust("10 seconds")
      expect(yield* Fiber.join(waiting)).toEqual([1000, 1900])
    }).pipe(Effect.provide(Quota.layer([{ limit: 2, duration: "1 second" }])))
  )

  it.effect("counts a request until a window after its end, since the server counts it somewhere in between", () =>
    Effect.gen(function* () {
      const { fiber, starts } = yield* burst(4, 300)
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(fiber)
      expect(starts).toEqual([0, 0, 1300, 1300])
    }).pipe(Effect.provide(Quota.layer([{ limit: 2, duration: "1 second" }])))
  )

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

  it.effect("holds beside others", () =>
    Effect.gen(function* () {
      const { fiber, starts } = yield* burst(9)
      yield* TestClock.adjust("1 hour")
      yield* Fiber.join(fiber)
      expect(starts).toEqual([0, 0, 1000, 1000, 2000, 60_000, 60_000, 61_000, 61_000])
    }).pipe(
      Effect.provide(
        Quota.layer([
          { limit: 2, duration: "1 second" },
          { limit: 5, duration: "1 minute" }
        ])
      )
    )
  )

  it.live("of more than the longest timer of the platform ends nonetheless", () =>
    Effect.gen(function* () {
      const { fiber, starts } = yield* burst(2)
      yield* Fiber.join(fiber)
      expect(starts).toEqual([0, Duration.toMillis("40 days")])
    }).pipe(Effect.provide(Quota.layer([{ limit: 1, duration: "40 days" }])), onVirtualTime)
  )

  it.effect("gives a tolerance to requests that end sooner, and nothing to those that take as long", () =>
    Effect.gen(function* () {
      const short = yield* burst(2, 100)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(short.fiber)
      expect(short.starts).toEqual([0, 1400])
      const long = yield* burst(2, 500)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(long.fiber)
      expect(long.starts).toEqual([60_000, 61_500])
    }).pipe(Effect.provide(Quota.layer([{ limit: 1, duration: "1 second" }], { tolerance: 200 })))
  )

  const invalid: ReadonlyArray<readonly [name: string, window: Quota.Window]> = [
    ["a limit of 0", { limit: 0, duration: "1 minute" }],
    ["a limit of 1.5", { limit: 1.5, duration: "1 minute" }],
    ["no duration", { limit: 1, duration: 0 }],
    ["an endless duration", { limit: 1, duration: Duration.infinity }]
  ]

  it.effect.each(invalid)("with %s is a defect", ([, window]) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(Effect.provide(Quota.Quota, Quota.layer([window])))
      expect(Exit.isFailure(exit) && Cause.isDie(exit.cause)).toBe(true)
      expect(Exit.isFailure(exit) && Cause.pretty(exit.cause)).toContain("Quota: ")
    })
  )
})

describe("the layers", () => {
  it.effect("layerDocumented holds 120 a minute and 10,000 a day, and allows the server 150 ms", () =>
    Effect.gen(function* () {
      const { windows } = yield* Quota.Quota
      expect(windows).toEqual([
        { limit: 120, duration: Duration.minutes(1) },
        { limit: 10_000, duration: Duration.days(1) }
      ])
      const { fiber, starts } = yield* burst(121)
      yield* TestClock.adjust("2 minutes")
      yield* Fiber.join(fiber)
      expect(starts.slice(119)).toEqual([0, 60_300])
    }).pipe(Effect.provide(Quota.layerDocumented))
  )

  it.effect("layerUnlimited holds nothing back", () =>
    Effect.gen(function* () {
      const { fiber, starts } = yield* burst(1000)
      yield* Fiber.join(fiber)
      expect(starts).toEqual(Array.from({ length: 1000 }, () => 0))
    }).pipe(Effect.provide(Quota.layerUnlimited))
  )
})

/** A request of a simulation: when it comes, how long it takes, and when it is given up, if it is. */
const request = record({
  comesAt: integer({ min: 0, max: 5000 }),
  takes: integer({ min: 0, max: 1500 }),
  givenUpAfter: FastCheck.option(integer({ min: 0, max: 2000 }), { nil: undefined }),
  fails: boolean()
})

const windows = array(record({ limit: integer({ min: 1, max: 5 }), duration: integer({ min: 1, max: 2000 }) }), {
  minLength: 1,
  maxLength: 3
})

describe("whatever comes, takes its time and is interrupted", () => {
  it.live.prop(
    "no window holds more than its limit, nobody passes another, and no permit is lost",
    [windows, array(request, { maxLength: 40 })],
    ([windows, requests]) =>
      Effect.gen(function* () {
        const started: Array<{ readonly index: number; readonly from: number; to: number }> = []
        const entered: Array<number> = []
        const simulate = ({ comesAt, fails, givenUpAfter, takes }: (typeof requests)[number], index: number) => {
          const use = Effect.gen(function* () {
            const span = { index, from: yield* Clock.currentTimeMillis, to: Number.POSITIVE_INFINITY }
            started.push(span)
            const end = Effect.map(Clock.currentTimeMillis, (now) => {
              span.to = now
            })
            yield* Effect.ensuring(Effect.sleep(takes), end)
            if (fails) return yield* Effect.fail("failed")
          })
          const enter = Effect.sync(() => entered.push(index))
          const whole = Effect.zipRight(enter, Quota.withPermit(use))
          return Effect.sleep(comesAt).pipe(
            Effect.zipRight(givenUpAfter === undefined ? whole : Effect.timeout(whole, givenUpAfter)),
            Effect.ignore
          )
        }
        const run = yield* Effect.fork(Effect.forEach(requests, simulate, { concurrency: "unbounded", discard: true }))
        yield* Fiber.join(run)

        const starts = started.map(({ from }) => from)
        for (const { duration, limit } of windows) {
          for (const [index, start] of starts.entries()) {
            const next = starts[index + limit]
            if (next !== undefined) expect(next - start).toBeGreaterThanOrEqual(Number(duration))
          }
        }
        // In the order of coming, with gaps where somebody gave up.
        const order = entered.filter((index) => started.some((span) => span.index === index))
        expect(started.map(({ index }) => index)).toEqual(order)
        const patient = requests.flatMap(({ givenUpAfter }, index) => (givenUpAfter === undefined ? [index] : []))
        expect(order).toEqual(expect.arrayContaining(patient))

        // Whatever was taken is free again: as many as the smallest limit start at once.
        const { wait } = yield* Quota.Quota
        expect(yield* wait).toEqual(Option.none())
        const least = Math.min(...windows.map(({ limit }) => limit))
        yield* Effect.sleep("1 hour")
        const after = yield* burst(least)
        yield* Fiber.join(after.fiber)
        expect(after.starts).toHaveLength(least)
      }).pipe(Effect.provide(Quota.layer(windows)), onVirtualTime),
    { fastCheck: { numRuns: 300 } }
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

/** A request that takes so long, is refused so many times, and then answered; and when it was sent. */
const refusedTimes = (
  times: number,
  options: Parameters<Quota.Permit["refused"]>[0] = {},
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
          if (left > 0) yield* permit.refused(options)
        })
      ).pipe(Effect.zipRight(left > 0 ? once(left - 1) : Effect.void))
    const fiber = yield* Effect.fork(once(times))
    return { sent, fiber }
  })

describe("a refusal", () => {
  const unlimited = Effect.provide(Quota.layerUnlimited)

  it.effect("pauses everything for as long as the server asked", () =>
    Effect.gen(function* () {
      yield* refusedTimes(1, { retryAfter: "20 seconds" })
      yield* TestClock.adjust("5 seconds")
      const { starts } = yield* burst(1)
      yield* TestClock.adjust("1 minute")
      expect(starts).toEqual([20_000])
    }).pipe(unlimited)
  )

  it.effect("pauses for the backoff where the server asked for less or nothing, and for 1 s by default", () =>
    Effect.gen(function* () {
      const backoff = yield* refusedTimes(1, { retryAfter: "2 seconds", backoff: "3 seconds" })
      yield* TestClock.adjust("1 minute")
      expect(backoff.sent).toEqual([0, 3000])
      const byDefault = yield* refusedTimes(1)
      yield* TestClock.adjust("1 minute")
      expect(byDefault.sent).toEqual([60_000, 61_000])
    }).pipe(unlimited)
  )

  it.effect("is one for all requests that went together", () =>
    Effect.gen(function* () {
      const all = yield* Effect.forEach([1, 2, 3], () => refusedTimes(1, { backoff: "2 seconds" }, 100))
      yield* TestClock.adjust("1 minute")
      // One goes first, and with its answer the two others.
      const again = all.flatMap(({ sent }) => sent.slice(1))
      expect(again.toSorted()).toEqual([2100, 2200, 2200])
    }).pipe(unlimited)
  )

  it.effect("takes the longest wait that requests which went together were told", () =>
    Effect.gen(function* () {
      yield* refusedTimes(1, { retryAfter: "2 seconds" }, 100)
      yield* refusedTimes(1, { retryAfter: "8900 millis" }, 100)
      yield* TestClock.adjust("3 seconds")
      const { starts } = yield* burst(1)
      yield* TestClock.adjust("1 minute")
      // After the first of the refused ones, which takes its time.
      expect(starts).toEqual([9100])
    }).pipe(unlimited)
  )

  it.effect("lets one request go first after the pause, and one more beside it with each answer", () =>
    Effect.gen(function* () {
      yield* refusedTimes(1, { retryAfter: "10 seconds" })
      const { starts } = yield* burst(12, "1 second")
      yield* TestClock.adjust("1 minute")
      // The refused one goes again after 10 s, at once answered, and two of the others follow it.
      const perSecond = [10, 11, 12].map((second) => starts.filter((start) => start === second * 1000).length)
      expect(perSecond).toEqual([2, 4, 6])
    }).pipe(unlimited)
  )

  it.effect("opens for all again after enough answers", () =>
    Effect.gen(function* () {
      yield* refusedTimes(1, { retryAfter: "10 seconds" })
      yield* TestClock.adjust("10 seconds")
      for (let request = 0; request < 32; request++) yield* Quota.withPermit(Effect.void)
      const { starts } = yield* burst(500, "1 second")
      yield* TestClock.adjust(0)
      expect(starts).toHaveLength(500)
    }).pipe(unlimited)
  )

  it.effect("that follows another makes pauses that double from the shortest window, up to an hour", () =>
    Effect.gen(function* () {
      const { sent } = yield* refusedTimes(10)
      yield* TestClock.adjust("1 day")
      const minutes = sent.slice(1).map((time, index) => (time - Number(sent[index])) / 60_000)
      expect(minutes).toEqual([1 / 60, 1, 2, 4, 8, 16, 32, 60, 60, 60])
    }).pipe(
      Effect.provide(
        Quota.layer([
          { limit: 100, duration: "1 minute" },
          { limit: 1000, duration: "1 day" }
        ])
      )
    )
  )

  it.effect("that follows another is taken at its word when it says for how long", () =>
    Effect.gen(function* () {
      const { sent } = yield* refusedTimes(3, { retryAfter: "5 seconds" })
      yield* TestClock.adjust("1 day")
      expect(sent).toEqual([0, 5000, 10_000, 15_000])
    }).pipe(unlimited)
  )

  it.effect("that follows another soon leaves half of what was used, which grows by one a window", () =>
    Effect.gen(function* () {
      const { fiber } = yield* burst(8)
      yield* Fiber.join(fiber)
      yield* refusedTimes(2)
      yield* TestClock.adjust("1 hour")
      // Ten count in the window of the second refusal. Half of them are 5, and two windows without a refusal have ended.
      const next = yield* burst(24)
      yield* TestClock.adjust("1 hour")
      const perMinute = new Map<number, number>()
      for (const start of next.starts) perMinute.set(start, (perMinute.get(start) ?? 0) + 1)
      expect([...perMinute.values()]).toEqual([7, 8, 9])
    }).pipe(Effect.provide(Quota.layer([{ limit: 100, duration: "1 minute" }])))
  )

  it.effect("that meets a smaller share makes it smaller still, and no request goes beside more than one other", () =>
    Effect.gen(function* () {
      const { fiber } = yield* burst(8)
      yield* Fiber.join(fiber)
      yield* refusedTimes(2)
      yield* TestClock.adjust("61 seconds")
      yield* refusedTimes(1, { backoff: "1 second" })
      yield* TestClock.adjust("1 hour")
      const next = yield* burst(6, "1 second")
      yield* TestClock.adjust("1 hour")
      // A share of 1, since no more was used, has grown to 2 and grows with the first answer, and so in the next window.
      expect(next.starts.map((start) => start - Number(next.starts[0]))).toEqual([0, 0, 1000, 61_000, 61_000, 62_000])
    }).pipe(Effect.provide(Quota.layer([{ limit: 100, duration: "1 minute" }])))
  )

  it.effect("that stays alone for long is forgotten: the whole window is ours again", () =>
    Effect.gen(function* () {
      yield* refusedTimes(2)
      for (let minute = 0; minute < 8; minute++) {
        yield* TestClock.adjust("61 seconds")
        yield* Quota.withPermit(Effect.void)
      }
      const many = yield* burst(32)
      yield* TestClock.adjust("1 hour")
      yield* Fiber.join(many.fiber)
      const { starts } = yield* burst(5, "1 second")
      yield* TestClock.adjust("1 minute")
      expect(starts.map((start) => start - Number(starts[0]))).toEqual([0, 0, 0, 0, 0])
    }).pipe(Effect.provide(Quota.layer([{ limit: 5, duration: "1 minute" }])))
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
      yield* refusedTimes(1, { retryAfter: "10 seconds" })
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
      yield* refusedTimes(1, { retryAfter: "10 seconds" })
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

describe("a quota that is saved", () => {
  const windows: ReadonlyArray<Quota.Window> = [{ limit: 3, duration: "1 minute" }]

  /** A store that outlives the processes of a test, and what is in it. */
  const storeOf = () => {
    const values = new Map<string, string>()
    const layer = Layer.succeed(
      KeyValueStore.KeyValueStore,
      KeyValueStore.makeStringOnly({
        get: (key) => Effect.sync(() => Option.fromNullable(values.get(key))),
        set: (key, value) => Effect.sync(() => void values.set(key, value)),
        remove: (key) => Effect.sync(() => void values.delete(key)),
        clear: Effect.sync(() => values.clear()),
        size: Effect.sync(() => values.size)
      })
    )
    return { values, layer }
  }

  const persisted = (store: Layer.Layer<KeyValueStore.KeyValueStore>) =>
    Quota.layerPersisted({ windows, tolerance: 0 }).pipe(Layer.provide(store))

  const blockedUntil = Effect.gen(function* () {
    const { forecast } = yield* Quota.Quota
    return yield* forecast(1)
  })

  it.effect("is what it was after a restart, rounded up to seconds", () =>
    Effect.gen(function* () {
      const store = storeOf()
      const use = Effect.gen(function* () {
        yield* Quota.withPermit(Effect.void)
        yield* TestClock.adjust(100)
        yield* Quota.withPermit(Effect.void)
        yield* Quota.withPermit(Effect.void)
      })
      yield* Effect.provide(use, persisted(store.layer))
      expect(yield* Effect.provide(blockedUntil, persisted(store.layer))).toEqual(at(60_000))
      yield* TestClock.adjust("1 hour")
      expect(yield* Effect.provide(blockedUntil, persisted(store.layer))).toEqual(at(3_600_100))
    })
  )

  it.effect("forgets nothing when the process is killed: what was in flight counts from the restart", () =>
    Effect.gen(function* () {
      const store = storeOf()
      let disk = new Map<string, string>()
      const use = Effect.gen(function* () {
        yield* Effect.forEach([1, 2, 3], () => Effect.fork(Quota.withPermit(Effect.never)))
        yield* TestClock.adjust(0)
        disk = new Map(store.values)
      })
      yield* Effect.provide(use, persisted(store.layer))
      store.values.clear()
      for (const [key, value] of disk) store.values.set(key, value)
      yield* TestClock.adjust("10 seconds")
      expect(yield* Effect.provide(blockedUntil, persisted(store.layer))).toEqual(at(70_000))
    })
  )

  it.effect("keeps a pause", () =>
    Effect.gen(function* () {
      const store = storeOf()
      yield* Effect.provide(
        Effect.zipRight(refusedTimes(1, { retryAfter: "5 hours" }), TestClock.adjust(0)),
        persisted(store.layer)
      )
      expect(yield* Effect.provide(blockedUntil, persisted(store.layer))).toEqual(at(Duration.toMillis("5 hours")))
    })
  )

  it.effect("lives through a save that was torn, and goes on from the one before", () =>
    Effect.gen(function* () {
      const store = storeOf()
      const use = Effect.forEach([1, 2, 3], () => Quota.withPermit(Effect.void))
      yield* Effect.provide(use, persisted(store.layer))
      for (const key of ["userplane-quota.0", "userplane-quota.1"]) {
        const whole = String(store.values.get(key))
        store.values.set(key, whole.slice(0, 20))
        expect(yield* Effect.provide(blockedUntil, persisted(store.layer))).toEqual(at(60_000))
        store.values.set(key, whole)
      }
    })
  )

  it.effect("begins anew after a first save that was torn, since nothing had been sent", () =>
    Effect.gen(function* () {
      const store = storeOf()
      store.values.set("userplane-quota.1", "{")
      expect(yield* Effect.provide(blockedUntil, persisted(store.layer))).toEqual(at(0))
    })
  )

  it.effect("fails when nothing that was saved can be read", () =>
    Effect.gen(function* () {
      const store = storeOf()
      store.values.set("userplane-quota.0", "{")
      store.values.set("userplane-quota.1", "[]")
      const error = yield* Effect.flip(Effect.provide(Quota.Quota, persisted(store.layer)))
      expect(error._tag).toBe("ParseError")
    })
  )

  it.live("is small: thousands of requests in a kilobyte", () =>
    Effect.gen(function* () {
      const store = storeOf()
      const minute: Quota.Window = { limit: 120, duration: "1 minute" }
      const layer = Quota.layerPersisted({
        key: "of the day",
        windows: [minute, { limit: 10_000, duration: "1 day" }]
      }).pipe(Layer.provide(store.layer))
      const use = Effect.gen(function* () {
        const { fiber } = yield* burst(2_400)
        yield* Fiber.join(fiber)
      })
      yield* Effect.provide(use, layer)
      expect(Math.max(...Array.from(store.values.values(), ({ length }) => length))).toBeLessThan(1024)
      expect([...store.values.keys()].toSorted()).toEqual(["of the day.0", "of the day.1"])
    }).pipe(onVirtualTime)
  )

  it.live("saves once for all requests that come while a save is under way", () =>
    Effect.gen(function* () {
      let saves = 0
      const slow = Layer.project(
        storeOf().layer,
        KeyValueStore.KeyValueStore,
        KeyValueStore.KeyValueStore,
        (store) => ({
          ...store,
          set: (key, value) => {
            saves += 1
            return Effect.delay(store.set(key, value), "1 second")
          }
        })
      )
      const use = Effect.gen(function* () {
        const { fiber, starts } = yield* burst(20)
        yield* Fiber.join(fiber)
        expect(new Set(starts)).toEqual(new Set([1000, 2000]))
        expect(saves).toBe(2)
      })
      yield* Effect.provide(use, Quota.layerPersisted().pipe(Layer.provide(slow)))
    }).pipe(onVirtualTime)
  )

  it.effect("sends all the same when it cannot be saved, and warns", () =>
    Effect.gen(function* () {
      const logged: Array<unknown> = []
      const full = new SystemError({
        module: "KeyValueStore",
        method: "set",
        reason: "Unknown",
        pathOrDescriptor: "quota"
      })
      const store = Layer.map(storeOf().layer, (context) => context).pipe(
        Layer.project(KeyValueStore.KeyValueStore, KeyValueStore.KeyValueStore, (store) => ({
          ...store,
          set: () => Effect.fail(full)
        }))
      )
      const sent = yield* Quota.withPermit(Effect.succeed("sent")).pipe(
        Effect.provide(persisted(store)),
        Effect.provide(
          Logger.replace(
            Logger.defaultLogger,
            Logger.make(({ message }) => logged.push(message))
          )
        )
      )
      expect(sent).toBe("sent")
      expect(logged).toContainEqual(["The used quota could not be saved", full])
    })
  )

  it.effect("tells onSaveError, and sends all the same, when it cannot be saved", () =>
    Effect.gen(function* () {
      const told: Array<unknown> = []
      const full = new SystemError({
        module: "KeyValueStore",
        method: "set",
        reason: "Unknown",
        pathOrDescriptor: "quota"
      })
      const store = Layer.project(KeyValueStore.KeyValueStore, KeyValueStore.KeyValueStore, (store) => ({
        ...store,
        set: () => Effect.fail(full)
      }))(storeOf().layer)
      const onSaveError = (error: unknown) => Effect.sync(() => void told.push(error))
      const sent = yield* Quota.withPermit(Effect.succeed("sent")).pipe(
        Effect.provide(Quota.layerPersisted({ windows, onSaveError }).pipe(Layer.provide(store)))
      )
      expect(sent).toBe("sent")
      expect(told).toContain(full)
    })
  )

  it.live("gives back the permit of a request that was given up before it was sent", () =>
    Effect.gen(function* () {
      const slow = Layer.project(
        storeOf().layer,
        KeyValueStore.KeyValueStore,
        KeyValueStore.KeyValueStore,
        (store) => ({ ...store, set: (key, value) => Effect.delay(store.set(key, value), "1 second") })
      )
      const use = Effect.gen(function* () {
        const { forecast } = yield* Quota.Quota
        const fiber = yield* Effect.fork(Quota.withPermit(Effect.dieMessage("It was not to be sent")))
        yield* Effect.sleep(500)
        expect(yield* forecast(3)).toEqual(at(60_500))
        yield* Fiber.interrupt(fiber)
        expect(yield* forecast(3)).toEqual(at(500))
      })
      yield* Effect.provide(use, persisted(slow))
    }).pipe(onVirtualTime)
  )
})
