import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import type { QuotaWindow } from "../src/QuotaWindow.js"
import { SlidingLog } from "../src/SlidingLog.js"
import { holds } from "./properties.js"

const second: QuotaWindow = { limit: 2, millis: 1000 }
const minute: QuotaWindow = { limit: 3, millis: 60_000 }

const wholeLimit = ({ limit }: QuotaWindow) => limit

/** Counts a request that starts and ends at a time. */
const count = (log: SlidingLog, at: number) => {
  log.start()
  log.end(at)
}

describe("a sliding log", () => {
  it("is open until a window is full, and then until the first request has left it", () => {
    const log = new SlidingLog([second])
    expect(log.fullWindow(0, wholeLimit)).toBeUndefined()
    count(log, 0)
    count(log, 300)
    expect(log.fullWindow(500, wholeLimit)).toEqual({ window: second, opensAt: 1000 })
    expect(log.fullWindow(1000, wholeLimit)).toBeUndefined()
  })

  it("waits for the window that opens last", () => {
    const log = new SlidingLog([second, minute])
    for (const at of [0, 1000, 1001]) count(log, at)
    expect(log.fullWindow(1002, wholeLimit)).toEqual({ window: minute, opensAt: 60_000 })
    expect(new SlidingLog([minute, second], [0, 1000, 1001]).fullWindow(1002, wholeLimit)?.opensAt).toBe(60_000)
  })

  it("counts a request in flight, and does not know when its window opens", () => {
    const log = new SlidingLog([{ limit: 1, millis: 1000 }])
    log.start()
    expect(log.fullWindow(10_000, wholeLimit)?.opensAt).toBe(Number.POSITIVE_INFINITY)
    log.end(10_000)
    expect(log.fullWindow(10_000, wholeLimit)?.opensAt).toBe(11_000)
  })

  it("does not count a request that was never sent", () => {
    const log = new SlidingLog([second])
    log.start()
    log.cancel()
    expect([log.inFlight, log.used(1000, 0), log.counted(0)]).toEqual([0, 0, []])
  })

  it("holds a window to a smaller limit than its own", () => {
    const log = new SlidingLog([minute], [0])
    expect(log.fullWindow(1, () => 1)).toEqual({ window: minute, opensAt: 60_000 })
  })

  it("puts requests that end out of order into their order", () => {
    const log = new SlidingLog([minute], [5, 1])
    for (const at of [3, 9, 0]) count(log, at)
    expect(log.counted(0)).toEqual([0, 1, 3, 5, 9])
  })

  it("keeps nothing that has left the longest window, however many requests there were", () => {
    const log = new SlidingLog([second])
    for (let at = 0; at < 5000; at++) count(log, at)
    expect(log.counted(5500)).toEqual(Array.from({ length: 499 }, (_, index) => 4501 + index))
  })

  it("without a window is always open", () => {
    const log = new SlidingLog([])
    for (let at = 0; at < 100; at++) count(log, 0)
    expect(log.fullWindow(0, wholeLimit)).toBeUndefined()
  })

  it("counts in a window exactly the requests that ended within it", () => {
    const { array, integer } = FastCheck
    holds(
      FastCheck.property(
        array(integer({ min: 0, max: 200 }), { maxLength: 60 }),
        integer({ min: 1, max: 50 }),
        integer({ min: 0, max: 300 }),
        (ends, millis, now) => {
          const log = new SlidingLog([{ limit: 1, millis: 50 }], ends)
          expect(log.used(millis, now)).toBe(ends.filter((at) => at > now - millis).length)
        }
      )
    )
  })
})
