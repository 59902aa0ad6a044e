import * as KeyValueStore from "@effect/platform/KeyValueStore"
import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import * as Journal from "../src/Journal.js"
import { deleteLink, deleteLinks } from "../src/Links.js"
import * as Quota from "../src/Quota.js"
import * as QuotaStore from "../src/QuotaStore.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { collect, links, server, within, workspaceId } from "./bulkRun.js"
import { ref } from "./fixtures.js"
import { after, always, deleted, documented, silence } from "./scriptedTransport.js"
import { type WallClock, withWallClock } from "./settableClock.js"
import { clientLayer } from "./testClient.js"

const directions = ["forward", "back"] as const

const setBy = (wall: WallClock, direction: (typeof directions)[number]) => wall.set("1 hour", direction)

/** The time of the clock below, which is never set. */
const uptime = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos / 1_000_000n))

const minute: ReadonlyArray<Quota.Window> = [{ limit: 2, duration: "1 minute" }]

describe.each(directions)("a wall clock that is set %s by an hour", (direction) => {
  it.effect("makes no window of the quota longer or shorter", () =>
    withWallClock((wall) =>
      Effect.gen(function* () {
        const starts = yield* Effect.fork(
          Effect.forEach([1, 2, 3, 4, 5], () => Quota.withPermit(uptime), { concurrency: "unbounded" })
        )
        yield* TestClock.adjust("10 seconds")
        yield* setBy(wall, direction)
        yield* TestClock.adjust("3 minutes")
        expect(yield* Fiber.join(starts)).toEqual([0, 0, 60_000, 60_000, 120_000])
      })
    ).pipe(Effect.provide(Quota.layer(minute)))
  )

  it.effect("leaves the end of a pause where it was, and tells it by the clock as it is set", () =>
    withWallClock((wall) =>
      Effect.gen(function* () {
        const { forecast, permit, wait } = yield* Quota.Quota
        yield* permit((permit) => permit.rateLimited({ retryAfter: "5 minutes" }))
        const start = yield* Effect.fork(Quota.withPermit(uptime))
        yield* TestClock.adjust("1 minute")
        yield* setBy(wall, direction)
        const end = DateTime.addDuration(yield* DateTime.now, "4 minutes")
        expect(Option.getOrThrow(yield* wait).until).toEqual(end)
        expect(yield* forecast(1)).toEqual(end)
        yield* TestClock.adjust("4 minutes")
        expect(yield* Fiber.join(start)).toBe(Duration.toMillis("5 minutes"))
      })
    ).pipe(Effect.provide(Quota.layerUnlimited))
  )

  it.effect("changes neither the backoff of a call nor its total timeout", () =>
    withWallClock((wall) =>
      Effect.gen(function* () {
        const sentAt: Array<number> = []
        const world = always((request) =>
          Effect.zipRight(
            Effect.map(uptime, (at) => sentAt.push(at)),
            documented("ServiceUnavailable")(request)
          )
        )
        const policy = RetryPolicy.exponential({ jitter: "none", maxAttempts: 9, totalTimeout: "20 seconds" })
        const call = yield* deleteLink(ref).pipe(
          RetryPolicy.within(policy),
          Effect.flip,
          Effect.provide(clientLayer(world)),
          Effect.fork
        )
        yield* TestClock.adjust("500 millis")
        yield* setBy(wall, direction)
        yield* TestClock.adjust("30 seconds")
        yield* Fiber.join(call)
        expect(sentAt).toEqual([0, 1000, 3000, 7000, 15_000])
      })
    )
  )

  it.effect("changes neither the timeout of an attempt nor the time left for the next", () =>
    withWallClock((wall) =>
      Effect.gen(function* () {
        const policy = RetryPolicy.exponential({ jitter: "none", maxAttempts: 2, totalTimeout: "45 seconds" })
        const call = yield* deleteLink(ref).pipe(
          RetryPolicy.within(policy),
          Effect.flip,
          Effect.zip(uptime),
          Effect.provide(clientLayer(always(silence))),
          Effect.fork
        )
        yield* TestClock.adjust("10 seconds")
        yield* setBy(wall, direction)
        yield* TestClock.adjust("1 minute")
        const [error, endedAt] = yield* Fiber.join(call)
        expect(error.message).toContain("14s")
        expect(endedAt).toBe(45_000)
      })
    )
  )

  it.effect("changes neither the pause of a run nor the durations in its journal", () =>
    withWallClock((wall) =>
      Effect.gen(function* () {
        const journal = Journal.layerMemory()
        const [first] = links(1)
        const slow = after("10 seconds", deleted({ workspaceId, linkId: "lnk_1" }))
        const world = server(first === undefined ? {} : { [first.linkId]: [documented("RateLimited"), slow] })
        const run = yield* Effect.gen(function* () {
          const outcomes = yield* collect(deleteLinks(links(1)))
          const { lines } = yield* Journal.Journal
          return { outcomes, lines: yield* collect(lines), endedAt: yield* uptime }
        }).pipe(
          RetryPolicy.within(RetryPolicy.exponential({ jitter: "none" })),
          Effect.provide(Layer.merge(within({ server: world }), journal)),
          Effect.fork
        )
        yield* TestClock.adjust("500 millis")
        yield* setBy(wall, direction)
        yield* TestClock.adjust("5 seconds")
        yield* setBy(wall, direction)
        yield* TestClock.adjust("1 minute")
        const { endedAt, lines, outcomes } = yield* Fiber.join(run)
        expect(endedAt).toBe(11_000)
        expect(outcomes.map(({ _tag, waited }) => [_tag, Duration.toMillis(waited)])).toEqual([["Deleted", 1000]])
        expect(lines.flatMap((line) => (line.type === "outcome" ? [line.millis] : []))).toEqual([0, 10_000])
      })
    )
  )
})

describe("a saved quota", () => {
  const persisted = (values: Map<string, string>) => {
    const store = KeyValueStore.makeStringOnly({
      get: (key) => Effect.sync(() => Option.fromNullable(values.get(key))),
      set: (key, value) => Effect.sync(() => void values.set(key, value)),
      remove: (key) => Effect.sync(() => void values.delete(key)),
      clear: Effect.sync(() => values.clear()),
      size: Effect.sync(() => values.size)
    })
    return QuotaStore.layer({ windows: minute, tolerance: 0 }).pipe(
      Layer.provide(Layer.succeed(KeyValueStore.KeyValueStore, store))
    )
  }

  const untilNext = Effect.gen(function* () {
    const { forecast } = yield* Quota.Quota
    return DateTime.distance(yield* DateTime.now, yield* forecast(1))
  })

  it.effect("blocks no longer than it would have when the clock is set back between two processes", () =>
    withWallClock((wall) =>
      Effect.gen(function* () {
        const values = new Map<string, string>()
        yield* TestClock.adjust("2 hours")
        const use = Effect.gen(function* () {
          yield* Quota.withPermit(Effect.void)
          yield* Quota.withPermit(Effect.void)
          yield* TestClock.adjust("20 seconds")
        })
        yield* Effect.provide(use, persisted(values))
        yield* wall.set("1 hour", "back")
        expect(yield* Effect.provide(untilNext, persisted(values))).toBe(40_000)
      })
    )
  )

  it.effect("keeps what is left of a pause when the clock is set back between two processes", () =>
    withWallClock((wall) =>
      Effect.gen(function* () {
        const values = new Map<string, string>()
        yield* TestClock.adjust("2 hours")
        const rateLimited = Quota.Quota.pipe(
          Effect.flatMap(({ permit }) => permit((permit) => permit.rateLimited({ retryAfter: "5 hours" })))
        )
        yield* Effect.provide(Effect.zipRight(rateLimited, TestClock.adjust("1 hour")), persisted(values))
        yield* wall.set("1 hour", "back")
        expect(yield* Effect.provide(untilNext, persisted(values))).toBe(Duration.toMillis("4 hours"))
      })
    )
  )

  it.effect("is saved by the wall clock as it is set, and counts from there", () =>
    withWallClock((wall) =>
      Effect.gen(function* () {
        const values = new Map<string, string>()
        const use = Effect.gen(function* () {
          yield* Quota.withPermit(Effect.void)
          yield* Quota.withPermit(Effect.void)
          yield* wall.set("1 hour")
        })
        yield* Effect.provide(use, persisted(values))
        yield* TestClock.adjust("20 seconds")
        expect(yield* Effect.provide(untilNext, persisted(values))).toBe(40_000)
      })
    )
  )

  const earlier = (saved: object) => new Map([["userplane-quota.0", JSON.stringify({ v: 1, sequence: 1, ...saved })]])

  it.effect("of an earlier version blocks for a window at most, whatever its times are", () =>
    Effect.gen(function* () {
      const hour = Duration.toMillis("1 hour")
      const used = { ended: [[hour, 2]], inFlight: 0, pausedUntil: 0 }
      expect(yield* Effect.provide(untilNext, persisted(earlier(used)))).toBe(60_000)
      const paused = { ended: [], inFlight: 0, pausedUntil: 7 * hour }
      expect(yield* Effect.provide(untilNext, persisted(earlier(paused)))).toBe(hour)
    })
  )
})
