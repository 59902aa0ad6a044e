import { describe, expect, it } from "vitest"
import { OutageDetector, type Unanswered } from "../src/OutageDetector.js"

const request = (subject: string, message = "connect ECONNREFUSED"): Unanswered => ({ subject, message, retryAfter: 0 })

/** A detector that has seen requests for these links, one each second, without an answer. */
const after = (...subjects: ReadonlyArray<string>) => {
  const detector = new OutageDetector()
  const streaks = subjects.map((subject, index) => detector.unanswered(request(subject), index * 1000))
  return { detector, streaks, streak: streaks[0] }
}

describe("an outage", () => {
  it.each([
    [["a", "b", "c"], true],
    [["a", "b", "a"], true],
    [["a", "a", "a", "b"], true],
    [["a", "b"], undefined],
    [["a", "a", "a", "a"], undefined]
  ] as const)("after requests for %j without an answer: %s", (subjects, isOutage) => {
    const { detector, streak } = after(...subjects)
    expect(streak?.isOutage).toBe(isOutage)
    expect(detector.current).toBe(isOutage === true ? streak : undefined)
  })

  it("is one of all requests in a row, since the first, for the reason of the last", () => {
    const { detector, streak, streaks } = after("a", "b")
    expect(detector.unanswered(request("c", "read ECONNRESET"), 5000)).toBe(streak)
    expect(new Set(streaks).size).toBe(1)
    expect(detector.current).toMatchObject({ since: 0, requests: 3, last: { message: "read ECONNRESET" } })
  })

  it("is none when a request in between was answered", () => {
    const { detector, streak } = after("a", "b")
    detector.answered()
    expect(streak?.isOutage).toBe(false)
    expect(detector.unanswered(request("c"), 9000).since).toBe(9000)
    expect(detector.current).toBeUndefined()
  })

  it("is over with the first answer, and was one nevertheless", () => {
    const { detector, streak } = after("a", "b", "c")
    detector.pause(3000, 0)
    detector.answered()
    expect(detector.current).toBeUndefined()
    expect(detector.pausedUntil).toBe(Number.NEGATIVE_INFINITY)
    expect(streak?.isOutage).toBe(true)
  })

  it("needs three requests where there is no other link to ask for", () => {
    const two = after("a", "a")
    two.detector.noOtherLink(two.detector.unanswered(request("a"), 0))
    expect(two.detector.current).toBe(two.streak)
    const one = after()
    const streak = one.detector.unanswered(request("a"), 0)
    one.detector.noOtherLink(streak)
    expect(streak.isOutage).toBe(false)
    expect(one.detector.unanswered(request("a"), 1000)).not.toBe(streak)
  })

  it("pauses for 1 s, and each time for twice as long, up to five minutes", () => {
    const { detector } = after("a", "b", "c")
    const pauses = Array.from({ length: 11 }, () => {
      detector.pause(0, 0)
      return detector.pausedUntil / 1000
    })
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
    detector.answered()
    detector.pause(0, 0)
    expect(detector.pausedUntil).toBe(1000)
  })

  it.each([
    [500, 1000],
    [90_000, 90_000],
    [24 * 3_600_000, 3_600_000]
  ])("pauses where the server asks for %i ms for %i", (retryAfter, pause) => {
    const { detector } = after("a", "b", "c")
    detector.pause(0, retryAfter)
    expect(detector.pausedUntil).toBe(pause)
  })
})

describe("the verdict", () => {
  it("is told once to everybody who asked for it before, and at once afterwards", () => {
    const { detector, streak } = after("a", "b")
    const told: Array<readonly [string, boolean]> = []
    streak?.onVerdict((isOutage) => told.push(["before", isOutage]))
    streak?.onVerdict((isOutage) => told.push(["also before", isOutage]))
    expect(told).toEqual([])
    detector.unanswered(request("c"), 3000)
    detector.unanswered(request("d"), 4000)
    detector.answered()
    streak?.onVerdict((isOutage) => told.push(["afterwards", isOutage]))
    expect(told).toEqual([
      ["before", true],
      ["also before", true],
      ["afterwards", true]
    ])
  })

  it("is not told to a listener that was removed", () => {
    const { detector, streak } = after("a")
    const told: Array<boolean> = []
    streak?.onVerdict((isOutage) => told.push(isOutage))()
    detector.answered()
    expect(told).toEqual([])
  })
})
