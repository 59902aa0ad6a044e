import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Latch } from "../src/internal/quota/latch.js"

it.effect("a latch misses nothing that is given between the look and the wait", () =>
  Effect.gen(function* () {
    const latch = new Latch()
    const seen = latch.count
    latch.give()
    yield* latch.after(seen)
    const waiting = yield* Effect.fork(latch.after(latch.count))
    yield* Effect.yieldNow()
    expect(waiting.unsafePoll()).toBeNull()
    latch.give()
    yield* Fiber.join(waiting)
  })
)
