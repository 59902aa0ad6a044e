import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { describe, expect, it } from "vitest"
import { ratios, summarize } from "../src/statistics.js"

describe("summarize", () => {
  it.each([
    [[3, 1, 2], { median: 2, min: 1, max: 3, error: expect.closeTo(1 / Math.sqrt(3)) }],
    [[4, 1, 3, 2], { median: 2.5, min: 1, max: 4, error: 0.75 }],
    [[7], { median: 7, min: 7, max: 7, error: undefined }]
  ])("gives the median, the range and the error of %j", (values, expected) => {
    expect(summarize(values)).toEqual(expected)
  })

  it("its error is the standard deviation of the medians of other samples of the same distribution", () => {
    const random = Random.make("rounds")
    const rounds = (count: number) => Array.from({ length: count }, () => Effect.runSync(random.next) ** 2)
    const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length
    const many = Array.from({ length: 2000 }, () => summarize(rounds(45)))
    const middle = mean(many.map(({ median }) => median))
    const spread = Math.sqrt(mean(many.map(({ median }) => (median - middle) ** 2)))
    const estimated = Math.sqrt(mean(many.map(({ error = Number.NaN }) => error ** 2)))
    expect(estimated / spread).toBeCloseTo(1, 1)
  })
})

describe("ratios", () => {
  it("divides the values of the same round", () => {
    expect(ratios([10, 30], [20, 40])).toEqual([0.5, 0.75])
  })
})
