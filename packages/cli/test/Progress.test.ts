import { stripVTControlCharacters } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import * as Quota from "@effect-userplane/core/Quota"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as Progress from "../src/delete/Progress.js"
import { fromStreams } from "../src/terminal/Output.js"
import { FakeStream } from "./fakeStream.js"

const quota = Quota.layer([{ limit: 120, duration: "1 minute" }])

const shown = (stream: FakeStream, counts: () => Progress.Counts, env: Record<string, string> = {}) =>
  Effect.flatMap(Quota.Quota, (service) =>
    Progress.show(fromStreams({ stdout: new FakeStream(), stderr: stream, env }).diagnostics, counts, service)
  )

const linesOf = (stream: FakeStream) => stream.text.split("\n").slice(0, -1)

describe("the progress", () => {
  it.scoped("is a line every ten seconds without a terminal", () =>
    Effect.gen(function* () {
      const stream = new FakeStream()
      let done = 0
      yield* shown(stream, () => ({ done, failed: 0, total: 1200, isStopping: false }))
      yield* TestClock.adjust("9 seconds")
      expect(stream.text).toBe("")
      done = 100
      yield* TestClock.adjust("1 second")
      done = 120
      yield* TestClock.adjust("60 seconds")
      expect(linesOf(stream)).toHaveLength(7)
      expect(stream.text).toMatch(/^100 of 1,200 links done, 0 failed, 100 in the last minute, done at /)
    }).pipe(Effect.provide(quota))
  )

  it.scoped("counts the last minute alone", () =>
    Effect.gen(function* () {
      const stream = new FakeStream()
      let done = 0
      yield* shown(stream, () => ({ done, failed: 0, total: undefined, isStopping: false }))
      for (let seconds = 10; seconds <= 180; seconds += 10) {
        done += seconds <= 60 ? 20 : 10
        yield* TestClock.adjust("10 seconds")
      }
      expect(linesOf(stream).at(-1)).toBe("240 links done, 0 failed, 60 in the last minute")
    }).pipe(Effect.provide(quota))
  )

  it.scoped("says how long the quota makes it take", () =>
    Effect.gen(function* () {
      const stream = new FakeStream()
      yield* shown(stream, () => ({ done: 0, failed: 0, total: 10_000, isStopping: false }))
      yield* TestClock.adjust("10 seconds")
      expect(stream.text).toMatch(/\(1 h 23 min\)\n$/)
    }).pipe(Effect.provide(quota))
  )

  it.scoped("says what speed makes of it where that is slower", () =>
    Effect.gen(function* () {
      const stream = new FakeStream()
      let done = 0
      yield* shown(stream, () => ({ done, failed: 0, total: 1010, isStopping: false }))
      yield* TestClock.adjust("60 seconds")
      done = 10
      yield* TestClock.adjust("10 seconds")
      expect(linesOf(stream).at(-1)).toContain("10 in the last minute")
      expect(linesOf(stream).at(-1)).toContain("(1 h 40 min)")
    }).pipe(Effect.provide(quota))
  )

  it.live("is drawn again in its place on a terminal, and erased in the end", () =>
    Effect.gen(function* () {
      const stream = new FakeStream({ isTTY: true, columns: 100 })
      yield* Effect.scoped(
        Effect.zipRight(
          shown(stream, () => ({ done: 5, failed: 1, total: 10, isStopping: false })),
          Effect.yieldNow()
        )
      )
      expect(stripVTControlCharacters(stream.text)).toMatch(/^█{20}░{20} {2}50 % {2}5 of 10 links done\n1 failed · /)
      expect(stream.text.endsWith("\u001b[2K\u001b[1A\u001b[2K\u001b[1A\u001b[2K\u001b[G")).toBe(true)
    }).pipe(Effect.provide(quota))
  )

  it.scoped("is a line on a terminal that cannot draw", () =>
    Effect.gen(function* () {
      const stream = new FakeStream({ isTTY: true, columns: 100 })
      yield* shown(stream, () => ({ done: 5, failed: 1, total: 10, isStopping: false }), { TERM: "dumb" })
      yield* TestClock.adjust("10 seconds")
      expect(stream.text).toMatch(/^5 of 10 links done, 1 failed/)
    }).pipe(Effect.provide(quota))
  )
})
