import { describe, expect, it } from "vitest"
import * as QuotaWindow from "../src/QuotaWindow.js"

describe("a window", () => {
  it("has a limit and a duration", () => {
    expect(QuotaWindow.make(120, 60_000)).toEqual({ ok: true, value: { limit: 120, millis: 60_000 } })
  })

  it.each([
    ["a limit of 0", 0, 60_000, "limit must be a whole number from 1, not 0"],
    ["a limit of 1.5", 1.5, 60_000, "limit must be a whole number from 1, not 1.5"],
    ["an endless limit", Number.POSITIVE_INFINITY, 60_000, "limit must be a whole number from 1, not Infinity"],
    ["no duration", 1, 0, "duration must be more than nothing and finite, not 0 ms"],
    [
      "an endless duration",
      1,
      Number.POSITIVE_INFINITY,
      "duration must be more than nothing and finite, not Infinity ms"
    ],
    ["a duration that is no number", 1, Number.NaN, "duration must be more than nothing and finite, not NaN ms"]
  ])("cannot have %s", (_, limit, millis, failure) => {
    expect(QuotaWindow.make(limit, millis)).toEqual({ ok: false, failure })
  })

  it("is documented for a minute and for a day", () => {
    expect(QuotaWindow.documented).toEqual([
      { limit: 120, millis: 60_000 },
      { limit: 10_000, millis: 86_400_000 }
    ])
  })
})
