import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { leastMillis } from "../src/bulk/scenario.js"
import { inSimulatedTime } from "../src/bulk/simulatedTime.js"

const day = 24 * 60 * 60 * 1000

it("simulated time jumps to each sleeper in the order of their wake-up times", async () => {
  const woken: Array<readonly [string, number]> = []
  const sleeper = (name: string, millis: number) =>
    Effect.delay(Clock.currentTimeMillis, millis).pipe(Effect.map((now) => woken.push([name, now])))
  const both = Effect.all([sleeper("late", 2 * day), sleeper("early", 10), sleeper("early too", 10)], {
    concurrency: "unbounded"
  })
  await Effect.runPromise(inSimulatedTime(Effect.zipRight(both, sleeper("last", 5))))
  expect(woken).toEqual([
    ["early", 10],
    ["early too", 10],
    ["late", 2 * day],
    ["last", 2 * day + 5]
  ])
})

it("simulated time does not wait for an interrupted sleeper", async () => {
  const timedOut = Effect.timeoutOption(Effect.sleep(day), 100)
  expect(await Effect.runPromise(inSimulatedTime(Effect.zipRight(timedOut, Clock.currentTimeMillis)))).toBe(100)
})

it.each([
  [1, 0],
  [120, 0],
  [121, 60_000],
  [10_000, 83 * 60_000],
  [10_001, day],
  [25_000, 2 * day + 41 * 60_000]
])("%i requests take at least %i ms under the documented quota", (requests, millis) => {
  expect(leastMillis(requests)).toBe(millis)
})
