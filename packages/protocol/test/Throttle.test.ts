import { describe, expect, it } from "vitest"
import { Pacer } from "../src/Pacer.js"
import { rateLimited, Simulation } from "./simulation.js"

const minutes = (count: number) => count * 60_000

const unlimited = () => new Simulation(new Pacer([]))

/** A minute with a limit that is never met. */
const hundred = () => new Simulation(new Pacer([{ limit: 100, millis: minutes(1) }]))

/** A call with so many 429s before its answer. */
const rateLimitedTimes = (simulation: Simulation, times: number, options?: Parameters<typeof rateLimited>[0]) =>
  simulation.call(0, [...Array.from({ length: times }, () => rateLimited(options)), "answered"])

describe("a 429", () => {
  const rateLimitedWith = (options: Parameters<typeof rateLimited>[0]) => {
    const simulation = unlimited()
    const starts = rateLimitedTimes(simulation, 1, options)
    simulation.advance(minutes(1))
    return starts
  }

  it("pauses for the backoff where the server asked for less, and for as long as it asked otherwise", () => {
    expect(rateLimitedWith({ retryAfter: 2000, backoff: 3000 })).toEqual([0, 3000])
    expect(rateLimitedWith({ retryAfter: 4000, backoff: 3000 })).toEqual([0, 4000])
  })

  it("is shared by concurrent requests, of which the longest wait counts", () => {
    const simulation = unlimited()
    for (const retryAfter of [2000, 8900]) simulation.call(100, [rateLimited({ retryAfter }), "answered"])
    simulation.advance(3000)
    const starts = simulation.calls(1)
    simulation.advance(minutes(1))
    // After the first of the rate-limited ones, which takes its time.
    expect(starts()).toEqual([9100])
  })

  it("lets one request go first after the pause, and one more beside it with each answer", () => {
    const simulation = unlimited()
    rateLimitedTimes(simulation, 1, { retryAfter: 10_000 })
    const starts = simulation.calls(12, 1000)
    simulation.advance(minutes(1))
    // The rate-limited one goes again after 10 s, at once answered, and two of the others follow it.
    expect([10, 11, 12].map((second) => starts().filter((start) => start === second * 1000).length)).toEqual([2, 4, 6])
  })

  it("is not undone by the answer to a request from before the pause", () => {
    const simulation = unlimited()
    simulation.call(100, [rateLimited()])
    simulation.call(200)
    simulation.advance(500)
    const starts = simulation.calls(3, 1000)
    simulation.advance(minutes(1))
    expect(starts()).toEqual([1100, 2100, 2100])
  })

  it("opens for all again after enough answers", () => {
    const simulation = unlimited()
    rateLimitedTimes(simulation, 1, { retryAfter: 10_000 })
    simulation.advance(10_000)
    for (let request = 0; request < 32; request++) simulation.call()
    const starts = simulation.calls(500, 1000)
    expect(starts()).toHaveLength(500)
  })

  it("that follows another makes pauses that double from the shortest window, up to an hour", () => {
    const windows = [
      { limit: 1000, millis: 86_400_000 },
      { limit: 100, millis: minutes(1) }
    ]
    const simulation = new Simulation(new Pacer(windows))
    const starts = rateLimitedTimes(simulation, 10)
    simulation.advance(minutes(24 * 60))
    const pauses = starts.slice(1).map((time, index) => (time - Number(starts[index])) / minutes(1))
    expect(pauses).toEqual([1 / 60, 1, 2, 4, 8, 16, 32, 60, 60, 60])
  })

  it("that follows another is taken at its word when it says for how long", () => {
    const simulation = unlimited()
    const starts = rateLimitedTimes(simulation, 3, { retryAfter: 5000 })
    simulation.advance(minutes(24 * 60))
    expect(starts).toEqual([0, 5000, 10_000, 15_000])
  })

  it("that follows another soon leaves half of what was used, which grows by one a window", () => {
    const simulation = hundred()
    simulation.calls(8)
    rateLimitedTimes(simulation, 2)
    simulation.advance(minutes(60))
    // Ten count in the window of the second 429. Half of them are 5, and two windows without a 429 have ended.
    const starts = simulation.calls(24)
    simulation.advance(minutes(60))
    const perMinute = new Map<number, number>()
    for (const start of starts()) perMinute.set(start, (perMinute.get(start) ?? 0) + 1)
    expect([...perMinute.values()]).toEqual([7, 8, 9])
  })

  it("that meets a smaller share makes it smaller still, and no request goes beside more than one other", () => {
    const simulation = hundred()
    simulation.calls(8)
    rateLimitedTimes(simulation, 2)
    simulation.advance(61_000)
    rateLimitedTimes(simulation, 1)
    simulation.advance(minutes(60))
    const starts = simulation.calls(6, 1000)
    simulation.advance(minutes(60))
    // A share of 1, since no more was used, has grown to 2 and grows with the first answer, and so in the next window.
    const [first = 0] = starts()
    expect(starts().map((start) => start - first)).toEqual([0, 0, 1000, 61_000, 61_000, 62_000])
  })

  it("that stays alone for long is forgotten: the whole window is ours again", () => {
    const simulation = new Simulation(new Pacer([{ limit: 5, millis: minutes(1) }]))
    rateLimitedTimes(simulation, 2)
    for (let minute = 0; minute < 8; minute++) {
      simulation.advance(61_000)
      simulation.call()
    }
    simulation.calls(32)
    simulation.advance(minutes(60))
    const starts = simulation.calls(5, 1000)
    expect(starts()).toEqual(Array.from({ length: 5 }, () => simulation.now))
  })
})
