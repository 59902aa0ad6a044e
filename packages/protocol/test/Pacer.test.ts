import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import { Pacer } from "../src/Pacer.js"
import * as QuotaWindow from "../src/QuotaWindow.js"
import { holds } from "./properties.js"
import { rateLimited, Simulation, unanswered } from "./simulation.js"

const minutes = (count: number) => count * 60_000

const second: QuotaWindow.QuotaWindow = { limit: 2, millis: 1000 }

/** When so many calls, all begun at once, start under some windows. */
const startsOf = (pacer: Pacer, count: number, takes = 0) => {
  const simulation = new Simulation(pacer)
  const starts = simulation.calls(count, takes)
  simulation.advance(minutes(60))
  return starts()
}

/** Three calls in a row that nobody answers. */
const outage = (simulation: Simulation): void => {
  for (const subject of ["a", "b", "c"]) simulation.call(0, [unanswered(subject)])
}

describe("the windows", () => {
  it("hold together", () => {
    const starts = startsOf(new Pacer([second, { limit: 5, millis: minutes(1) }]), 9)
    expect(starts).toEqual([0, 0, 1000, 1000, 2000, 60_000, 60_000, 61_000, 61_000])
  })

  it("slide", () => {
    const simulation = new Simulation(new Pacer([second]))
    simulation.call()
    simulation.advance(900)
    simulation.call()
    const starts = simulation.calls(2)
    simulation.advance(10_000)
    expect(starts()).toEqual([1000, 1900])
  })

  it("count a request until a window after its end", () => {
    expect(startsOf(new Pacer([second]), 4, 300)).toEqual([0, 0, 1300, 1300])
  })

  it("give a tolerance to requests that end sooner, and nothing to those that take as long", () => {
    const windows = [{ limit: 1, millis: 1000 }]
    expect(startsOf(new Pacer(windows, 200), 2, 100)).toEqual([0, 1400])
    expect(startsOf(new Pacer(windows, 200), 2, 500)).toEqual([0, 1500])
  })

  it("do not count a request that was never sent", () => {
    const pacer = new Pacer([{ limit: 1, millis: 1000 }])
    pacer.start(0)
    pacer.cancel()
    expect(pacer.blocked(0)).toBeUndefined()
  })

  it("never hold more than their limit, whenever requests come and however long they take", () => {
    const { array, integer, record } = FastCheck
    holds(
      FastCheck.property(
        array(record({ limit: integer({ min: 1, max: 5 }), millis: integer({ min: 1, max: 2000 }) }), { maxLength: 3 }),
        array(record({ after: integer({ min: 0, max: 500 }), takes: integer({ min: 0, max: 1500 }) }), {
          maxLength: 40
        }),
        (windows, requests) => {
          const simulation = new Simulation(new Pacer(windows))
          const calls = requests.map(({ after, takes }) => {
            simulation.advance(after)
            return simulation.call(takes)
          })
          simulation.advance(minutes(60))
          const starts = calls.flat()
          expect(starts).toHaveLength(requests.length)
          for (const { limit, millis } of windows) {
            for (const [index, start] of starts.entries()) {
              expect((starts[index + limit] ?? Number.POSITIVE_INFINITY) - start).toBeGreaterThanOrEqual(millis)
            }
          }
        }
      ),
      { numRuns: 300 }
    )
  })
})

describe("the reason why no request may start", () => {
  it("is a full window, until it opens", () => {
    const pacer = new Pacer([second])
    new Simulation(pacer).calls(2)
    expect(pacer.blocked(0)).toEqual({ reason: "Window", until: 1000, window: second })
  })

  it("is a pause where that is longer than a window is full, and the window otherwise", () => {
    const paused = (retryAfter: number) => {
      const pacer = new Pacer([{ limit: 1, millis: minutes(1) }])
      new Simulation(pacer).call(0, [rateLimited({ retryAfter })])
      return pacer.blocked(0)
    }
    expect(paused(minutes(2))).toEqual({ reason: "Pause", until: minutes(2) })
    expect(paused(1000)).toMatchObject({ reason: "Window", until: minutes(1) })
  })

  it("is a probe while the first request after a pause is in flight", () => {
    const pacer = new Pacer([])
    const simulation = new Simulation(pacer)
    simulation.call(1000, [rateLimited(), "answered"])
    simulation.advance(2500)
    expect(pacer.blocked(2500)).toEqual({ reason: "Probe", until: Number.POSITIVE_INFINITY })
  })

  it("is an outage until the next request may ask, and while that asks", () => {
    const pacer = new Pacer([])
    const simulation = new Simulation(pacer)
    outage(simulation)
    expect(pacer.isOutage).toBe(true)
    expect(pacer.blocked(0)).toMatchObject({ reason: "Outage", until: 1000, outage: { since: 0, requests: 3 } })
    expect(pacer.blocked(1000)).toBeUndefined()
    const ticket = pacer.start(1000)
    expect(pacer.blocked(1000)).toMatchObject({ reason: "Outage", until: Number.POSITIVE_INFINITY })
    pacer.end(ticket, 1000)
    pacer.answered(ticket, 1000)
    expect([pacer.isOutage, pacer.outage(1000), pacer.blocked(1000)]).toEqual([false, undefined, undefined])
  })

  it("is a window where that is full for longer than the outage pauses", () => {
    const pacer = new Pacer([{ limit: 3, millis: minutes(1) }])
    outage(new Simulation(pacer))
    expect(pacer.blocked(0)).toMatchObject({ reason: "Window", until: minutes(1) })
  })
})

describe("an outage", () => {
  it("has one request at a time ask, after pauses that double", () => {
    const simulation = new Simulation(new Pacer([]))
    outage(simulation)
    const asking = simulation.call(0, [...Array.from({ length: 6 }, () => unanswered("d")), "answered"])
    simulation.advance(64_000)
    const others = simulation.calls(3)
    simulation.advance(minutes(10))
    expect(asking.map((start) => start / 1000)).toEqual([1, 3, 7, 15, 31, 63, 127])
    expect(others()).toEqual([127_000, 127_000, 127_000])
  })

  it("is noticed once by the requests that were in flight together", () => {
    const pacer = new Pacer([])
    const tickets = ["a", "b", "c", "d", "e"].map((subject) => ({ subject, ticket: pacer.start(0) }))
    for (const { subject, ticket } of tickets) {
      pacer.unanswered(ticket, 500, { subject, message: "read ECONNRESET", retryAfter: 0 })
      pacer.end(ticket, 500)
    }
    expect(pacer.blocked(500)?.until).toBe(1500)
  })

  it("takes several requests for a single link where there is no other to ask for", () => {
    const pacer = new Pacer([])
    const simulation = new Simulation(pacer)
    simulation.call(0, [unanswered("a"), unanswered("a")])
    const ticket = pacer.start(0)
    const streak = pacer.unanswered(ticket, 0, { subject: "a", message: "503", retryAfter: 90_000 })
    pacer.end(ticket, 0)
    expect(pacer.isOutage).toBe(false)
    pacer.noOtherLink(streak, 0)
    expect(pacer.blocked(0)).toMatchObject({ reason: "Outage", until: 90_000 })
  })

  it("is none after fewer requests, though there is no other link to ask for", () => {
    const pacer = new Pacer([])
    const ticket = pacer.start(0)
    const streak = pacer.unanswered(ticket, 0, { subject: "a", message: "503", retryAfter: 0 })
    pacer.end(ticket, 0)
    pacer.noOtherLink(streak, 0)
    expect([streak.isOutage, pacer.blocked(0)]).toEqual([false, undefined])
  })

  it("is over with a 429 as well, which pauses for itself", () => {
    const pacer = new Pacer([])
    const simulation = new Simulation(pacer)
    outage(simulation)
    simulation.advance(999)
    const ticket = pacer.start(1000)
    pacer.rateLimited(ticket, 1000, { retryAfter: 20_000, backoff: 1000 })
    pacer.end(ticket, 1000)
    expect([pacer.isOutage, pacer.blocked(1000)]).toEqual([false, { reason: "Pause", until: 21_000 }])
  })
})

describe("a pause of another process", () => {
  it("holds, and the first request after it goes alone", () => {
    const pacer = new Pacer([])
    const simulation = new Simulation(pacer)
    pacer.pausedElsewhere(5000)
    const starts = simulation.calls(3, 100)
    expect(pacer.blocked(0)).toEqual({ reason: "Pause", until: 5000 })
    simulation.advance(10_000)
    expect(starts()).toEqual([5000, 5100, 5100])
  })

  it("that ends sooner than one of this process changes nothing", () => {
    const pacer = new Pacer([])
    new Simulation(pacer).call(0, [rateLimited({ retryAfter: 8000 })])
    pacer.pausedElsewhere(5000)
    expect(pacer.blocked(0)).toEqual({ reason: "Pause", until: 8000 })
  })
})

describe("the forecast", () => {
  it.each([
    [0, 0],
    [120, 0],
    [121, minutes(1)],
    [1000, minutes(8)],
    [25_000, minutes(2 * 24 * 60 + 41)]
  ])("of %i requests under the documented windows is %i ms", (requests, millis) => {
    expect(new Pacer(QuotaWindow.documented).forecast(0, requests)).toBe(millis)
  })

  it("adds the tolerance", () => {
    expect(new Pacer(QuotaWindow.documented, QuotaWindow.documentedTolerance).forecast(0, 121)).toBe(60_300)
  })

  it("begins with what was used, what is in flight, the pause and the outage", () => {
    const pacer = new Pacer([{ limit: 3, millis: minutes(1) }])
    const simulation = new Simulation(pacer)
    simulation.call(0, [rateLimited({ retryAfter: 10_000 }), "answered"])
    expect(pacer.forecast(0, 1)).toBe(10_000)
    simulation.advance(10_000)
    pacer.start(10_000)
    expect([1, 2].map((requests) => pacer.forecast(10_000, requests))).toEqual([60_000, 70_000])
    const away = new Pacer([])
    outage(new Simulation(away))
    expect(away.forecast(0, 1)).toBe(1000)
  })
})

describe("the state", () => {
  it("is when requests ended, how many are in flight, and the end of the pause", () => {
    const pacer = new Pacer([{ limit: 3, millis: minutes(1) }])
    const simulation = new Simulation(pacer)
    simulation.call(0, [rateLimited({ retryAfter: 10_000 })])
    pacer.start(0)
    expect(pacer.state(0)).toEqual({ ended: [0], inFlight: 1, pausedUntil: 10_000 })
  })

  it("is where another pacer goes on from", () => {
    const windows = [{ limit: 3, millis: minutes(1) }]
    const pacer = new Pacer(windows, 0, { ended: [2000, 0, 1000], inFlight: 0, pausedUntil: 70_000 })
    expect(pacer.blocked(3000)).toEqual({ reason: "Pause", until: 70_000 })
    expect([1, 2].map((requests) => pacer.forecast(3000, requests))).toEqual([70_000, 70_000])
    expect(new Pacer(windows, 0, { ...pacer.state(3000), pausedUntil: 0 }).blocked(3000)?.until).toBe(60_000)
  })
})
