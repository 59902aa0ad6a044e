import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { type Cut, type Sleep, type ToxicEffect, toxicEffect } from "../src/internal/proxy/toxicEffect.js"
import { SeededRandom } from "../src/internal/world/random.js"
import * as Toxic from "../src/Toxic.js"

/** Sleeps as a toxic that stays. */
const stay: Sleep = (duration) => Effect.as(Effect.sleep(duration), true)

const effectOf = (toxic: Toxic.Toxic, seed = 1) => toxicEffect(toxic, new SeededRandom(seed), stay)

/** Measures how long an effect takes, and how it cuts the connection, if it does. */
const timed = (self: Effect.Effect<void, Cut>) =>
  Effect.gen(function* () {
    const before = yield* Clock.currentTimeMillis
    const fiber = yield* Effect.fork(Effect.zip(Effect.either(self), Clock.currentTimeMillis))
    yield* TestClock.adjust("1 day")
    const [result, after] = yield* Fiber.join(fiber)
    return { millis: after - before, cut: Either.isLeft(result) ? result.left.how : undefined }
  })

/** Sends pieces of these sizes that arrive together, for what passes: how many bytes, and when. */
const through = (effect: ToxicEffect, sizes: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const passed: Array<{ readonly size: number; readonly at: number }> = []
    const received: Array<number> = []
    const sent: Array<number> = []
    const arrivedAt = yield* Clock.currentTimeMillis
    const end = yield* timed(
      Effect.forEach(
        sizes,
        (size) => {
          const bytes = Uint8Array.from({ length: size }, (_, index) => (sent.length + index) % 251)
          sent.push(...bytes)
          return effect.data({ bytes, arrivedAt }, (piece) =>
            Effect.map(Clock.currentTimeMillis, (now) => {
              passed.push({ size: piece.bytes.length, at: now - arrivedAt })
              received.push(...piece.bytes)
            })
          )
        },
        { discard: true }
      )
    )
    return { passed, received, sent, ...end }
  })

const sizes = FastCheck.array(FastCheck.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 })

describe("latency", () => {
  it.effect("delays each piece from its own arrival", () =>
    Effect.gen(function* () {
      const { passed } = yield* through(effectOf(Toxic.Latency.make({ attributes: { latency: 50 } })), [3, 4])
      expect(passed).toEqual([
        { size: 3, at: 50 },
        { size: 4, at: 50 }
      ])
    })
  )

  it.effect("varies by its jitter, never below zero, the same way from the same seed", () =>
    Effect.gen(function* () {
      const delays = (seed: number) => {
        const effect = effectOf(Toxic.Latency.make({ attributes: { latency: 10, jitter: 20 } }), seed)
        return Effect.replicateEffect(
          Effect.map(through(effect, [1]), ({ millis }) => millis),
          100
        )
      }
      const drawn = yield* delays(1)
      expect(Math.min(...drawn)).toBe(0)
      expect(Math.max(...drawn)).toBeLessThanOrEqual(30)
      expect(Math.max(...drawn)).toBeGreaterThan(20)
      expect(yield* delays(1)).toEqual(drawn)
      expect(yield* delays(2)).not.toEqual(drawn)
    })
  )
})

describe("bandwidth", () => {
  it.effect.prop(
    "passes data at its rate, in pieces of at most a tenth of a second",
    { rate: FastCheck.integer({ min: 1, max: 20 }), sizes },
    ({ rate, sizes }) =>
      Effect.gen(function* () {
        const toxic = Toxic.Bandwidth.make({ attributes: { rate } })
        const { millis, passed, received, sent } = yield* through(effectOf(toxic), sizes)
        expect(received).toEqual(sent)
        expect(Math.max(...passed.map(({ size }) => size))).toBeLessThanOrEqual(rate * 100)
        expect(Math.abs(millis - sent.length / rate)).toBeLessThanOrEqual(passed.length)
      })
  )
})

describe("slicer", () => {
  it.effect.prop(
    "loses no data, and varies its pieces around the average",
    {
      sizes,
      average: FastCheck.integer({ min: 1, max: 64 }),
      part: FastCheck.double({ min: 0, max: 0.99, noNaN: true })
    },
    ({ average, part, sizes }) =>
      Effect.gen(function* () {
        const variation = Math.floor(part * average)
        const toxic = Toxic.Slicer.make({ attributes: { average_size: average, size_variation: variation } })
        const { passed, received, sent } = yield* through(effectOf(toxic), sizes)
        expect(received).toEqual(sent)
        expect(Math.max(...passed.map(({ size }) => size))).toBeLessThanOrEqual(average + variation)
        // The last piece of each chunk is the rest of it.
        expect(passed.filter(({ size }) => size < average - variation).length).toBeLessThanOrEqual(sizes.length)
      })
  )

  it.effect("waits its delay in microseconds after each piece", () =>
    Effect.gen(function* () {
      const toxic = Toxic.Slicer.make({ attributes: { average_size: 2, delay: 5000 } })
      const { millis, passed } = yield* through(effectOf(toxic), [5])
      expect(passed).toEqual([
        { size: 2, at: 0 },
        { size: 2, at: 5 },
        { size: 1, at: 10 }
      ])
      expect(millis).toBe(15)
    })
  )
})

describe("limit_data", () => {
  it.effect.prop(
    "passes exactly its limit, and then closes the connection",
    { sizes, limit: FastCheck.nat(1000) },
    ({ limit, sizes }) =>
      Effect.gen(function* () {
        const toxic = Toxic.LimitData.make({ attributes: { bytes: limit } })
        const { cut, received } = yield* through(effectOf(toxic), sizes)
        const total = sizes.reduce((sum, size) => sum + size, 0)
        expect(received.length).toBe(Math.min(limit, total))
        expect(cut).toBe(total >= limit ? "Closed" : undefined)
      })
  )
})

describe("reset_peer", () => {
  it.effect("passes nothing, and resets the connection after the first data", () =>
    Effect.gen(function* () {
      const effect = effectOf(Toxic.ResetPeer.make({ attributes: { timeout: 30 } }))
      expect(yield* through(effect, [10, 10])).toMatchObject({ passed: [], cut: "Reset", millis: 30 })
      expect(yield* timed(effect.meanwhile)).toEqual({ millis: 0, cut: undefined })
    })
  )
})

describe("timeout", () => {
  it.effect("passes nothing, and closes the connection after its timeout", () =>
    Effect.gen(function* () {
      const effect = effectOf(Toxic.Timeout.make({ attributes: { timeout: 40 } }))
      expect(yield* through(effect, [10])).toMatchObject({ passed: [], cut: undefined, millis: 0 })
      expect(yield* timed(effect.meanwhile)).toEqual({ millis: 40, cut: "Closed" })
    })
  )

  it.effect("with 0 closes the connection only when it is removed", () =>
    Effect.gen(function* () {
      const effect = effectOf(Toxic.Timeout.make({ attributes: {} }))
      expect(yield* timed(effect.meanwhile)).toEqual({ millis: 0, cut: undefined })
      expect(yield* timed(effect.removed)).toEqual({ millis: 0, cut: "Closed" })
    })
  )
})

describe("slow_close", () => {
  it.effect("delays the end, and nothing else", () =>
    Effect.gen(function* () {
      const effect = effectOf(Toxic.SlowClose.make({ attributes: { delay: 70 } }))
      expect(yield* through(effect, [10])).toMatchObject({ passed: [{ size: 10, at: 0 }], millis: 0 })
      expect(yield* timed(effect.end)).toEqual({ millis: 70, cut: undefined })
    })
  )
})
