import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Latch } from "../src/internal/quota/latch.js"

it.effect("a signal that was given between the look and the wait is not missed", () =>
  Effect.gen(function* () {
    const signal = new Latch()
    const seen = signal.count
    signal.give()
    yield* signal.after(seen)
    const waiting = yield* Effect.fork(signal.after(signal.count))
    yield* Effect.yieldNow()
    expect(waiting.unsafePoll()).toBeNull()
    signal.give()
    yield* Fiber.join(waiting)
  })
)
