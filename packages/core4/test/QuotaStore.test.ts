import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect } from "vitest"
import * as Quota from "../src/Quota.js"
import * as QuotaStore from "../src/QuotaStore.js"
import { itEffect, started } from "./runTest.js"

const at = (time: number) => DateTime.makeUnsafe(time)

describe("a quota that is saved", () => {
  const windows: ReadonlyArray<Quota.Window> = [{ limit: 3, duration: "1 minute" }]

  /** A store that outlives the processes of a test, and what is in it. */
  const storeOf = () => {
    const values = new Map<string, string>()
    const layer = Layer.succeed(
      KeyValueStore.KeyValueStore,
      KeyValueStore.makeStringOnly({
        get: (key) => Effect.sync(() => values.get(key)),
        set: (key, value) => Effect.sync(() => void values.set(key, value)),
        remove: (key) => Effect.sync(() => void values.delete(key)),
        clear: Effect.sync(() => values.clear()),
        size: Effect.sync(() => values.size),
        keys: Effect.sync(() => [...values.keys()])
      })
    )
    return { values, layer }
  }

  const full = new KeyValueStore.KeyValueStoreError({ method: "set", message: "No space left" })

  /** A store that writes in another way. */
  const writing = (set: (store: KeyValueStore.KeyValueStore) => KeyValueStore.KeyValueStore["set"]) =>
    Layer.effect(
      KeyValueStore.KeyValueStore,
      Effect.map(KeyValueStore.KeyValueStore, (store) => ({ ...store, set: set(store) }))
    ).pipe(Layer.provide(storeOf().layer))

  /** A store with no room left. */
  const fullStore = () => writing(() => () => Effect.fail(full))

  const persisted = (store: Layer.Layer<KeyValueStore.KeyValueStore>) =>
    QuotaStore.layer({ windows, tolerance: 0 }).pipe(Layer.provide(store))

  const blockedUntil = Effect.gen(function* () {
    const { forecast } = yield* Quota.Quota
    return yield* forecast(1)
  })

  itEffect("is what it was after a restart, rounded up to seconds", () =>
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

  itEffect("forgets nothing when the process is killed: what was in flight counts from the restart", () =>
    Effect.gen(function* () {
      const store = storeOf()
      let disk = new Map<string, string>()
      const use = Effect.gen(function* () {
        yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(Quota.withPermit(Effect.never)))
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

  itEffect("keeps a pause", () =>
    Effect.gen(function* () {
      const store = storeOf()
      yield* Effect.provide(
        Effect.flatMap(Quota.Quota, ({ permit }) =>
          permit(({ rateLimited }) => rateLimited({ retryAfter: "5 hours" }))
        ),
        persisted(store.layer)
      )
      expect(yield* Effect.provide(blockedUntil, persisted(store.layer))).toEqual(at(Duration.toMillis("5 hours")))
    })
  )

  itEffect("lives through a save that was torn, and goes on from the one before", () =>
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

  itEffect("fails when nothing that was saved can be read", () =>
    Effect.gen(function* () {
      const store = storeOf()
      store.values.set("userplane-quota.0", "{")
      store.values.set("userplane-quota.1", "[]")
      const error = yield* Effect.flip(Effect.provide(Quota.Quota, persisted(store.layer)))
      expect(error).toMatchObject({
        _tag: "QuotaCorrupt",
        keys: ["userplane-quota.0", "userplane-quota.1"],
        message: "Neither userplane-quota.0 nor userplane-quota.1 can be read. Remove both to count from nothing."
      })
    })
  )

  itEffect("is kept under two keys, of which one is written at a time", () =>
    Effect.gen(function* () {
      const store = storeOf()
      const use = Effect.andThen(Quota.withPermit(Effect.void), Quota.withPermit(Effect.void))
      yield* Effect.provide(use, QuotaStore.layer({ key: "of the day" }).pipe(Layer.provide(store.layer)))
      expect([...store.values.keys()].toSorted()).toEqual(["of the day.0", "of the day.1"])
    })
  )

  itEffect("saves once for all requests that come while a save is under way", () =>
    Effect.gen(function* () {
      let saves = 0
      const slow = writing((store) => (key, value) => {
        saves += 1
        return Effect.delay(store.set(key, value), "1 second")
      })
      const use = Effect.gen(function* () {
        const requests = Array.from({ length: 20 }, () => Quota.withPermit(Clock.currentTimeMillis))
        const starts = yield* Effect.all(requests, { concurrency: "unbounded" })
        expect(new Set(starts)).toEqual(new Set([1000, 2000]))
        expect(saves).toBe(2)
      })
      const fiber = yield* started(Effect.provide(use, QuotaStore.layer().pipe(Layer.provide(slow))))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
    })
  )

  itEffect("sends all the same when it cannot be saved, and warns", () =>
    Effect.gen(function* () {
      const logged: Array<unknown> = []
      const sent = yield* Quota.withPermit(Effect.succeed("sent")).pipe(
        Effect.provide(persisted(fullStore())),
        Effect.provide(Logger.layer([Logger.make(({ message }) => logged.push(message))]))
      )
      expect(sent).toBe("sent")
      expect(logged).toContainEqual(["The used quota could not be saved", full])
    })
  )

  itEffect("tells onSaveError, and sends all the same, when it cannot be saved", () =>
    Effect.gen(function* () {
      const told: Array<unknown> = []
      const onSaveError = (error: unknown) => Effect.sync(() => void told.push(error))
      const sent = yield* Quota.withPermit(Effect.succeed("sent")).pipe(
        Effect.provide(QuotaStore.layer({ windows, onSaveError }).pipe(Layer.provide(fullStore())))
      )
      expect(sent).toBe("sent")
      expect(told).toContain(full)
    })
  )

  itEffect("gives back the permit of a request that was given up before it was sent", () =>
    Effect.gen(function* () {
      let takes = 1000
      const slow = writing((store) => (key, value) => Effect.delay(store.set(key, value), takes))
      const use = Effect.gen(function* () {
        const { forecast } = yield* Quota.Quota
        const fiber = yield* started(Quota.withPermit(Effect.die(new Error("It was not to be sent"))))
        yield* TestClock.adjust(500)
        expect(yield* forecast(3)).toEqual(at(60_500))
        takes = 0
        yield* Fiber.interrupt(fiber)
        expect(yield* forecast(3)).toEqual(at(500))
      })
      yield* Effect.provide(use, persisted(slow))
    })
  )
})
