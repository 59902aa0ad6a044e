import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Latencies from "../src/report/Latencies.js"
import * as Statistics from "../src/report/Statistics.js"
import * as Summary from "../src/report/Summary.js"
import { uses } from "../src/report/WindowUsage.js"
import * as Journals from "./journals.js"

const { longRun, outcome, run, sending, start } = Journals

const seed = 20_264

const statisticsOf = (...lines: Parameters<typeof Stream.fromIterable<ReturnType<typeof run>>>) =>
  Effect.map(Statistics.fromLines(Stream.fromIterable(...lines)), Option.getOrThrow)

describe("the numbers of a journal", () => {
  it.effect("are none where it has no line", () =>
    Effect.gen(function* () {
      expect(Option.isNone(yield* Statistics.fromLines(Stream.empty))).toBe(true)
    })
  )

  it.effect("count each link by how it ended, over all runs", () =>
    Effect.gen(function* () {
      const statistics = yield* statisticsOf([
        run(0),
        sending(0, 1),
        outcome(40, 1, { tag: "ServiceUnavailable", outcome: "NotDeleted", settled: false, status: 503 }),
        sending(1000, 1, 2),
        outcome(1040, 1, { attempt: 2 }),
        sending(1000, 2),
        run(5000),
        sending(5000, 2, 2),
        outcome(5040, 2, { attempt: 2, status: 410, confirmation: "GoneAfterLostReply" }),
        sending(5000, 3),
        outcome(5040, 3, { tag: "RateLimited", outcome: "NotDeleted", settled: false, status: 429 }),
        sending(6000, 4)
      ])
      expect(statistics).toMatchObject({
        runs: 2,
        first: start,
        last: start + 6000,
        settled: [["Deleted", 2]],
        deletedAfterLostReply: 1,
        open: 2,
        requests: 6,
        rateLimited: 1
      })
    })
  )

  it.effect("say how much of each window was used", () =>
    Effect.gen(function* () {
      const { windows } = yield* statisticsOf(longRun(1000))
      expect(windows).toMatchObject([
        { limit: 120, most: 120 },
        { limit: 10_000, most: 1000 }
      ])
    })
  )

  it.effect("are said in words", () =>
    Effect.gen(function* () {
      expect(Summary.render("clean-up.ndjson", yield* statisticsOf(longRun(1000)))).toBe(`clean-up.ndjson

  Time      2026-01-12 09:00:00 to 2026-01-12 09:08:19 UTC: 8 min 20 s, in 1 run
  Server    https://api.userplane.io/api/v1
  Links     1,000 links
  Final     933 deleted (33 after a lost response), 33 already gone, 33 LinkNotFound
  Pending   1 link: resume with --resume
  Requests  1,000 requests, 0 of them answered 429
  Quota     at most 120 of 120 requests in any minute, at most 1,000 of 10,000 requests in any day
  Latency   half within 216 ms, 95 % within 400 ms, 99 % within 416 ms
`)
    })
  )
})

describe("the use of a window", () => {
  const requests = FastCheck.array(FastCheck.nat(500), { minLength: 1, maxLength: 300 })

  it("peaks where most requests lie within its length", () =>
    FastCheck.assert(
      FastCheck.property(requests, FastCheck.integer({ min: 1, max: 5000 }), (gaps, millis) => {
        let now = 0
        const times = gaps.map((gap) => (now += gap))
        const used = uses(millis, times, times[0] ?? 0, now)
        const held = times.map((end) => times.filter((time) => time > end - millis && time <= end).length)
        expect(Math.max(...used.map(({ requests }) => requests))).toBe(Math.max(...held))
        expect(used.length).toBeLessThanOrEqual(402)
      }),
      { seed, numRuns: 200 }
    ))

  it("falls while nothing is sent", () => {
    const used = uses(100, [0, 10, 1000], 0, 1000)
    expect(used.find(({ at }) => at === 500)).toStrictEqual({ at: 500, requests: 0 })
  })

  it("of no request is none, from the start to the end", () => {
    expect(uses(100, [], 0, 2)).toStrictEqual([0, 1, 2].map((at) => ({ at, requests: 0 })))
  })
})

describe("latencies", () => {
  const someTimes = FastCheck.array(FastCheck.double({ min: 0, max: 100_000, noNaN: true }), {
    minLength: 1,
    maxLength: 200
  }).map((times) => times.sort((a, b) => a - b))

  it("are counted in classes, each at most a fifth wide", () =>
    FastCheck.assert(
      FastCheck.property(someTimes, (times) => {
        const classes = Latencies.classes(times)
        for (const { from, requests, to } of classes) {
          expect(requests).toBe(times.filter((time) => time >= from && time < to).length)
          expect(to).toBeLessThanOrEqual(Math.max(from, 1) * 2 ** 0.25 * (1 + 1e-9))
        }
        expect(classes.reduce((sum, { requests }) => sum + requests, 0)).toBe(times.length)
      }),
      { seed, numRuns: 300 }
    ))

  it("have the quantiles within which so many of them lie", () => {
    const times = Array.from({ length: 200 }, (_, index) => index + 1)
    expect(Latencies.quantiles(times)).toStrictEqual({ half: 100, most: 190, nearlyAll: 198 })
    expect(Latencies.quantiles([40])).toStrictEqual({ half: 40, most: 40, nearlyAll: 40 })
  })

  it("of no request are none", () => {
    expect(Latencies.quantiles([])).toBeUndefined()
    expect(Latencies.classes([])).toStrictEqual([])
  })
})
