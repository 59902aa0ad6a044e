import { describe, expect, it } from "vitest"
import { ratios, summarize } from "../src/statistics.js"

describe("summarize", () => {
  it.each([
    [[3, 1, 2], { median: 2, min: 1, max: 3 }],
    [[4, 1, 3, 2], { median: 2.5, min: 1, max: 4 }],
    [[7], { median: 7, min: 7, max: 7 }]
  ])("takes the middle of %j", (values, expected) => {
    expect(summarize(values)).toEqual(expected)
  })
})

describe("ratios", () => {
  it("pairs the rounds", () => {
    expect(ratios([10, 30], [20, 40])).toEqual([0.5, 0.75])
  })
})
