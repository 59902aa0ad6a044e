import { stripVTControlCharacters } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as ProgressText from "../src/delete/output/ProgressText.js"

const seed = 20_265

/** A time of the day where the test runs, since that is what is shown. */
const at = (hours: number, minutes: number, seconds: number, day = 12) =>
  DateTime.unsafeMake(new Date(2026, 0, day, hours, minutes, seconds))

const progress: ProgressText.Progress = {
  now: at(14, 3, 5),
  done: 4213,
  failed: 12,
  total: 10_000,
  isStopping: false,
  lastMinute: 120,
  wait: Option.some({
    reason: "Window",
    window: { limit: 120, duration: Duration.minutes(1) },
    until: at(14, 3, 21),
    waiting: 8
  }),
  end: at(14, 51, 6)
}

const lines = (progress: ProgressText.Progress, columns: number) =>
  stripVTControlCharacters(ProgressText.frame(progress, columns)).split("\n")

describe("the progress on a terminal", () => {
  it("is a bar, and what there is to say", () => {
    expect(lines(progress, 100)).toStrictEqual([
      "████████████████░░░░░░░░░░░░░░░░░░░░░░░░  42 %  4,213 of 10,000 links done",
      "12 failed · 120 in the last minute · quota: next at 14:03:21 · done at 14:51:06 (48 min 1 s)",
      ""
    ])
  })

  it.each([
    [undefined, at(14, 8, 0), "no connection since 14:03:00, next try at 14:08:00"],
    [503, undefined, "no answer but 503 since 14:03:00, trying now"]
  ] as const)("says first that there is an outage: %s", (status, until, said) => {
    const outage = { since: at(14, 3, 0), message: "connect ECONNREFUSED", status }
    const wait = { reason: "Outage" as const, outage, waiting: 8, ...(until === undefined ? {} : { until }) }
    expect(lines({ ...progress, wait: Option.some(wait) }, 80)[1]).toMatch(said)
    expect(ProgressText.line({ ...progress, wait: Option.some(wait) })).toContain(said)
  })

  it.each([
    ["Pause", at(14, 10, 0), "the server asked to wait: next at 14:10:00"],
    ["Probe", undefined, "after a pause: waiting for a response"]
  ] as const)("says what is waited for: %s", (reason, until, said) => {
    const wait = Option.some({ reason, waiting: 8, ...(until === undefined ? {} : { until }) })
    expect(ProgressText.line({ ...progress, wait })).toContain(said)
  })

  it("says which part of the quota is used, where it is not all", () => {
    expect(ProgressText.line({ ...progress, quotaShare: 50 })).toContain("120 in the last minute, 50% of the quota, ")
    expect(ProgressText.line({ ...progress, quotaShare: 100 })).not.toContain("% of the quota")
  })

  it("names the day where it is another one", () => {
    expect(ProgressText.line({ ...progress, end: at(14, 3, 5, 21) })).toContain("done at 2026-01-21 14:03:05 (9 d)")
  })

  it("says what another Ctrl-C does after the first", () => {
    expect(lines({ ...progress, isStopping: true }, 100)[1]).toBe(
      "Finishing what is in flight. Ctrl-C again stops at once."
    )
  })

  it("needs no total", () => {
    expect(lines({ ...progress, total: undefined, end: undefined, wait: Option.none() }, 100)).toStrictEqual([
      "4,213 links done",
      "12 failed · 120 in the last minute",
      ""
    ])
  })

  it("is full at the end, and never fuller", () => {
    expect(lines({ ...progress, done: 10_000 }, 100)[0]).toMatch(/^█{40} 100 % /)
    expect(lines({ ...progress, done: 10_001 }, 100)[0]).toMatch(/^█{40} 100 % /)
    expect(lines({ ...progress, done: 9999 }, 100)[0]).toMatch(/^█{39}░ {2}99 % /)
  })

  it("keeps within the width", () =>
    FastCheck.assert(
      FastCheck.property(FastCheck.integer({ min: 50, max: 200 }), FastCheck.nat(10_000), (columns, done) => {
        for (const line of lines({ ...progress, done }, columns)) expect(line.length).toBeLessThan(columns)
      }),
      { seed, numRuns: 200 }
    ))
})

describe("the progress in a log", () => {
  it("is a line", () => {
    expect(ProgressText.line(progress)).toBe(
      "4,213 of 10,000 links done, 12 failed, 120 in the last minute, quota: next at 14:03:21, done at 14:51:06 (48 min 1 s)\n"
    )
  })
})
