import { describe, expect, it } from "@effect/vitest"
import type { Line } from "@effect-userplane/core/Journal"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as JournalRate from "../src/delete/JournalRate.js"
import { outcome, run, sending } from "./journals.js"

const rateOf = (...lines: ReadonlyArray<Line>) => JournalRate.of(Stream.fromIterable(lines))

describe("the rate of a journal", () => {
  it.effect("leaves out the time between two runs", () =>
    Effect.gen(function* () {
      const rate = yield* rateOf(
        run(0),
        sending(100, 1),
        outcome(1_000, 1),
        run(9_000_000),
        sending(9_000_000, 2),
        outcome(9_001_000, 2, { settled: false }),
        outcome(9_002_000, 2)
      )
      expect(rate).toStrictEqual({ links: 2, millis: 3_000 })
    })
  )

  it.effect("survives a clock that is set back", () =>
    Effect.gen(function* () {
      const rate = yield* rateOf(run(10_000), outcome(11_000, 1), outcome(1_000, 2), outcome(2_000, 3))
      expect(rate).toStrictEqual({ links: 3, millis: 2_000 })
    })
  )

  it.effect.each([[[]], [[run(0)]], [[run(0), sending(5, 1)]]] as const)(
    "is unknown before a link is final",
    ([lines]) =>
      Effect.gen(function* () {
        expect(yield* rateOf(...lines)).toBeUndefined()
      })
  )
})
