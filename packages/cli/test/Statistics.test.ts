import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { Latencies } from "../src/report/Latencies.js"
import * as Statistics from "../src/report/Statistics.js"
import * as Summary from "../src/report/Summary.js"
import { WindowUse } from "../src/report/WindowUsage.js"
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
  Latency   half under 256 ms, 95 % under 431 ms, 99 % under 431 ms
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
        const use = new WindowUse({ limit: 1, millis }, times[0] ?? 0, now)
        for (const time of times) use.add(time)
        const held = times.map((end) => times.filter((time) => time > end - millis && time <= end).length)
        expect(use.most).toBe(Math.max(...held))
        expect(use.uses.length).toBeLessThanOrEqual(402)
      }),
      { seed, numRuns: 200 }
    ))

  it("falls while nothing is sent", () => {
    const use = new WindowUse({ limit: 3, millis: 100 }, 0, 1000)
    for (const time of [0, 10, 1000]) use.add(time)
    expect(use.uses.find(({ at }) => at === 500)).toStrictEqual({ at: 500, requests: 0 })
  })
})

describe("latencies", () => {
  it("are told by a class, which is at most a fifth wide", () =>
    FastCheck.assert(
      FastCheck.property(
        FastCheck.array(FastCheck.double({ min: 0, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
        FastCheck.constantFrom(0.5, 0.95, 0.99, 1),
        (times, share) => {
          const latencies = new Latencies()
          for (const time of times) latencies.add(time)
          const exact = times.sort((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? Number.NaN
          const under = latencies.under(share) ?? Number.NaN
          expect(under).toBeGreaterThan(exact)
          expect(under).toBeLessThanOrEqual(Math.max(exact, 1) * 2 ** 0.25 * (1 + 1e-9))
        }
      ),
      { seed, numRuns: 300 }
    ))

  it("of no request are none", () => {
    expect(new Latencies().under(0.5)).toBeUndefined()
    expect(new Latencies().classes).toStrictEqual([])
  })
})
